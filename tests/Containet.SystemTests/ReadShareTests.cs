using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;
using Xunit.Abstractions;
using static Containet.Linux.Bindings.Native;

namespace Containet.SystemTests;

/// <summary>
/// Whom an engine reads while several taps have more frames than it can take: the test plays the worker, and no time is
/// involved. Ports that flood have filled their taps' queues first; one that sends little must get its share all the same.
/// </summary>
public abstract class ReadShareTests(ITestOutputHelper log) : IDisposable
{
    private const int Backlog = 6000; // frames in the queue of each tap that floods
    private const int Few = 200; // in that of the one that does not
    private const int Quiet = 1;
    private readonly List<NetworkNamespace> _namespaces = [];
    private readonly List<Fd> _taps = [];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _taps.ForEach(tap => tap.Dispose());
        _namespaces.ForEach(node => node.Dispose());
    }

    [SkippableTheory]
    [InlineData(1, 60)]
    [InlineData(1, 1514)]
    [InlineData(6, 60)]
    [InlineData(6, 1514)]
    public void A_port_gets_its_share_beside_ports_that_flood(int flooders, int length)
    {
        Root.Required();
        Play(flooders, length);
    }

    /// <summary>Calls <see cref="Play{TEngine}"/> with the engine.</summary>
    private protected abstract void Play(int flooders, int length);

    private protected unsafe void Play<TEngine>(Fabric fabric, TEngine engine, int flooders, int length)
        where TEngine : struct, IEngine
    {
        var network = new Network(0, "test", 1, new MacTable(1024, 1024));
        for (int number = Quiet; number <= Quiet + flooders; number++)
        {
            Port port = MakePort(number, network);
            Assert.Equal(0, engine.Attach(port));
            engine.Start(port);
        }

        // What the interfaces say when they come up, and until every port is waited for.
        int[] read = new int[Quiet + flooders + 1];
        for (int i = 0; i < 100; i++)
        {
            Turn(ref engine, fabric.Pool(0), read);
        }

        Array.Clear(read);
        byte[] frame = new byte[length];
        frame[0] = 2;
        for (int number = Quiet + flooders; number >= Quiet; number--)
        {
            using var socket = new PacketSocket(_namespaces[number - Quiet]);
            for (int i = 0; i < (number == Quiet ? Few : Backlog); i++)
            {
                Assert.Equal(0, socket.Send(default, frame));
            }
        }

        int turns = 0;
        int first = 0;
        for (; read[Quiet] < Few && turns < 1000; turns++)
        {
            Turn(ref engine, fabric.Pool(0), read);
            first += read[Quiet] == 0 ? 1 : 0;
        }

        log.WriteLine($"its {Few} frames took {turns} turns, the first {first + 1}; meanwhile the others got {string.Join(", ", read.Skip(Quiet + 1))}");
        Assert.True(read[Quiet] == Few, $"{read[Quiet]} of {Few} frames after {turns} turns");
        Assert.InRange(first, 0, 3);
        Assert.All(read.Skip(Quiet + 1), frames => Assert.InRange(frames, 0, (3 * Few) + WorkerLimits.ProvidedBuffers));
        engine.Dispose();
        fabric.Dispose();
    }

    private static unsafe void Turn<TEngine>(ref TEngine engine, FramePool pool, int[] read)
        where TEngine : struct, IEngine
    {
        Span<FrameRef> frames = stackalloc FrameRef[WorkerLimits.Batch];
        engine.Wait(block: false);
        int count = engine.Receive(frames);
        foreach (FrameRef frame in frames[..count])
        {
            // Safe: the frame is held until it is released.
            read[pool.Descriptor(frame.Index)->Ingress]++;
            pool.Release(frame.Index);
        }
    }

    private Port MakePort(int number, Network network)
    {
        var node = new NetworkNamespace();
        _namespaces.Add(node);
        node.Check("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        Fd tap = node.AddTap(IFF_NO_PI | IFF_VNET_HDR, $"10.0.0.{number}/24");
        _taps.Add(tap);
        return new Port(new PortSpec($"node{number}", "eth0") { Tap = tap, VnetHeaderSize = Tap.Query(tap.Value).VnetHeaderSize }, number, 1, 0, network);
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringReadShareTests(ITestOutputHelper log) : ReadShareTests(log)
{
    private protected override void Play(int flooders, int length)
    {
        Root.IoUringRequired();
        var fabric = new Fabric(1, WorkerLimits.Frames, 2);
        Play(fabric, new UringEngine<MultishotReads>(fabric, 0, IoUringLevel.Linux61), flooders, length);
    }
}

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "System")]
public sealed class Uring515ReadShareTests(ITestOutputHelper log) : ReadShareTests(log)
{
    [SkippableTheory]
    [InlineData(IoUringLevel.Linux518)]
    [InlineData(IoUringLevel.Linux519)]
    [InlineData(IoUringLevel.Linux60)]
    [InlineData(IoUringLevel.Linux61)]
    public void So_it_does_with_what_later_kernels_have(IoUringLevel level)
    {
        Root.Required();
        Play(flooders: 2, length: 60, level);
    }

    private protected override void Play(int flooders, int length) => Play(flooders, length, IoUringLevel.Linux515);

    private void Play(int flooders, int length, IoUringLevel level)
    {
        Root.IoUringRequired();
        var fabric = new Fabric(1, WorkerLimits.Frames, 2);
        Play(fabric, new UringEngine<PolledReads>(fabric, 0, level), flooders, length);
    }
}

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollReadShareTests(ITestOutputHelper log) : ReadShareTests(log)
{
    private protected override void Play(int flooders, int length)
    {
        var fabric = new Fabric(1, WorkerLimits.Frames, 2);
        Play(fabric, new EpollEngine(fabric, 0), flooders, length);
    }
}
