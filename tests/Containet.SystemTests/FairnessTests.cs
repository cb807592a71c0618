using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Offload;
using Containet.Linux;
using Containet.Linux.Bindings;
using Containet.SystemTests.Support;
using Xunit;
using Xunit.Abstractions;
using Switch = Containet.DataPlane.Switch;

namespace Containet.SystemTests;

/// <summary>
/// On one worker some ports flood, as fast as their interfaces take frames, a port whose program never reads. Two others
/// exchange a datagram at a time: none is lost, and none waits long.
/// </summary>
public abstract class FairnessTests(EngineKind engine, ITestOutputHelper log) : SwitchOnTaps(engine)
{
    private const int Exchanges = 300;
    private const int EchoPort = 5002;
    private const int UnreadPort = 5003;
    private const int Victim = 3;
    private const int FirstFlooder = 4;
    private const int LeastPriority = 19;
    private const double MaxControlMilliseconds = 2000; // waits for the kernel to let go of things, too
    private const double MaxUsualMilliseconds = 20; // a turn is a fraction of one; the rest is this machine's other work

    [SkippableTheory]
    [InlineData(1, 60, false, 0)]
    [InlineData(1, 1514, false, 0)]
    [InlineData(6, 60, false, 0)]
    [InlineData(1, 60, true, 0)]
    [InlineData(1, 60, true, 200)]
    public void Ports_that_flood_do_not_starve_the_others(int flooders, int length, bool broadcast, int idle)
    {
        Switch sut = Start(new SwitchOptions { Workers = 1 });
        (NetworkNamespace a, Port first) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, WithVnet, worker: 0);
        (NetworkNamespace victim, Port unread) = Join(Victim, WithVnet, worker: 0);
        (NetworkNamespace Node, Port Port)[] floods = [.. Enumerable.Range(FirstFlooder, flooders).Select(n => Join(n, WithVnet, worker: 0))];
        List<Port> crowd = JoinCrowd(idle);
        Array.ForEach(floods, flood => flood.Node.Check("ip", "link", "set", "eth0", "txqueuelen", "500")); // what is left is flooded soon
        using Socket never = victim.Get(() => Bound(UnreadPort));
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        a.Check("ping", "-c", "1", "-W", "2", $"10.0.0.{Victim}");

        byte[] to = broadcast ? [255, 255, 255, 255, 255, 255] : victim.HardwareAddress();
        using var over = new CancellationTokenSource();
        Task[] flooding = [.. floods.Select(flood => Task.Factory.StartNew(() => Flood(flood.Node, to, length, over.Token), TaskCreationOptions.LongRunning))];
        double[] waits;
        long frames;
        double seconds;
        (long, long) dropped = (first.Counters.AllDrops, second.Counters.AllDrops); // of the time when nobody else was there
        try
        {
            Launches.Eventually(() => floods.All(flood => flood.Port.Counters.ReceivedFrames > 1000), "everybody floods");
            long before = floods.Sum(flood => flood.Port.Counters.ReceivedFrames);
            long since = Stopwatch.GetTimestamp();
            waits = Exchange(a, b);
            TimeControl(crowd);
            seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
            frames = floods.Sum(flood => flood.Port.Counters.ReceivedFrames) - before;
        }
        finally
        {
            over.Cancel();
            Task.WaitAll(flooding);
        }

        Array.Sort(waits);
        log.WriteLine(
            $"round trips: median {waits[Exchanges / 2]:0.000} ms, 95 % {waits[Exchanges * 95 / 100]:0.000}, most {waits[^1]:0.000}; "
            + $"{frames / seconds / 1e6:0.000} Mpps flooded, {unread.Counters.SentFrames} written to who never reads");
        Assert.InRange(waits[Exchanges / 2], 0, MaxUsualMilliseconds);
        Assert.Equal(dropped, (first.Counters.AllDrops, second.Counters.AllDrops));
        Assert.All(sut.Ports, port => Assert.Equal(0, port.Failure));
        AwaitFrames();
    }

    // Ports that only listen, all in one namespace.
    private List<Port> JoinCrowd(int count)
    {
        NetworkNamespace crowd = MakeNode();
        crowd.Check("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        var ports = new List<Port>();
        for (int i = 0; i < count; i++)
        {
            Fd tap = crowd.Get(() => Tap.Create($"tap{i}", WithVnet));
            ports.Add(Plane.AddPort(new PortSpec($"idle{i}", "eth0") { Tap = tap, VnetHeaderSize = 10, Worker = 0 }));
        }

        crowd.Check("sh", "-c", $"seq -f 'link set tap%g up' 0 {count - 1} | ip -batch -");
        return ports;
    }

    // Control waits for a turn of the worker, which a flood makes no longer than the others can bear.
    private void TimeControl(List<Port> crowd)
    {
        foreach (Port port in crowd.TakeLast(20))
        {
            long since = Stopwatch.GetTimestamp();
            Plane.RemovePort(port);
            double milliseconds = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            log.WriteLine($"a port was removed in {milliseconds:0.0} ms");
            Assert.InRange(milliseconds, 0, MaxControlMilliseconds);
        }
    }

    // Datagrams for a socket that nobody reads, or for everybody.
    private static void Flood(NetworkNamespace from, byte[] to, int length, CancellationToken over)
    {
        // With the processor time that nobody else wants: the ports are to be what is contended for.
        Assert.Equal(0, Native.setpriority(Native.PRIO_PROCESS, 0, LeastPriority));
        using var socket = new PacketSocket(from);
        byte[] frame = Datagram(to, from.HardwareAddress(), length);
        while (!over.IsCancellationRequested)
        {
            socket.Flood(frame);
        }
    }

    // UDP over IPv4 (RFC 768, RFC 791), without a checksum of its own.
    private static byte[] Datagram(byte[] to, byte[] from, int length)
    {
        byte[] frame = new byte[length];
        to.CopyTo(frame, 0);
        from.CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x0800);
        Span<byte> ip = frame.AsSpan(14);
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)ip.Length);
        ip[8] = 64; // time to live
        ip[9] = 17; // UDP
        ((ReadOnlySpan<byte>)[10, 0, 0, 200]).CopyTo(ip[12..]);
        ((ReadOnlySpan<byte>)[10, 0, 0, Victim]).CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~PacketBuilder.PlainSum(ip[..20]));
        BinaryPrimitives.WriteUInt16BigEndian(ip[22..], UnreadPort);
        BinaryPrimitives.WriteUInt16BigEndian(ip[24..], (ushort)(ip.Length - 20));
        return frame;
    }

    // One datagram at a time, there and back. The milliseconds that each took.
    private static double[] Exchange(NetworkNamespace a, NetworkNamespace b)
    {
        using Socket asking = a.Get(() => Bound(EchoPort));
        using Socket answering = b.Get(() => Bound(EchoPort));
        asking.Connect(IPAddress.Parse("10.0.0.2"), EchoPort);
        answering.Connect(IPAddress.Parse("10.0.0.1"), EchoPort);
        var echo = Task.Factory.StartNew(
            () =>
            {
                byte[] datagram = new byte[64];
                for (int i = 0; i < Exchanges; i++)
                {
                    answering.Send(datagram.AsSpan(0, answering.Receive(datagram)));
                }
            },
            TaskCreationOptions.LongRunning);
        double[] waits = new double[Exchanges];
        byte[] sent = new byte[64];
        byte[] received = new byte[64];
        for (int i = 0; i < Exchanges; i++)
        {
            long since = Stopwatch.GetTimestamp();
            sent[0] = (byte)i;
            asking.Send(sent);
            asking.Receive(received); // throws after the time that Bound gives: one was lost
            waits[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            Assert.Equal(sent, received);
        }

        echo.GetAwaiter().GetResult();
        return waits;
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 3000 };
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        return socket;
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
[Collection("Fairness")] // one after the other: each wants the machine
public sealed class UringFairnessTests(ITestOutputHelper log) : FairnessTests(EngineKind.Uring, log);

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "System")]
[Collection("Fairness")] // one after the other: each wants the machine
public sealed class Uring515FairnessTests(ITestOutputHelper log) : FairnessTests(EngineKind.Uring515, log);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
[Collection("Fairness")] // one after the other: each wants the machine
public sealed class EpollFairnessTests(ITestOutputHelper log) : FairnessTests(EngineKind.Epoll, log);
