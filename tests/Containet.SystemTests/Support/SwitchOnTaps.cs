using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.SystemTests.Support;

/// <summary>
/// A switch in this process with a given engine, on real taps in namespaces of the test's own. All of it goes with the test.
/// A test class derives from this and is derived from once for each engine.
/// </summary>
public abstract class SwitchOnTaps(EngineKind engine) : IDisposable
{
    /// <summary>A tap whose frames have nothing before them: no offloads.</summary>
    protected const int Plain = IFF_NO_PI;

    /// <summary>With the 4-byte packet-information header, as the first version's taps: no offloads.</summary>
    protected const int WithPi = 0;

    /// <summary>With the virtio-net header: all offloads.</summary>
    protected const int WithVnet = IFF_NO_PI | IFF_VNET_HDR;

    /// <summary>With both.</summary>
    protected const int WithBoth = IFF_VNET_HDR;

    private readonly List<NetworkNamespace> _namespaces = [];
    private Switch? _switch;

    /// <summary>The switch, once started.</summary>
    private protected Switch Plane => _switch ?? throw new InvalidOperationException("the switch is not started");

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        _switch?.Dispose();
        _namespaces.ForEach(n => n.Dispose());
    }

    /// <summary>Starts the switch; skips the test where there is no root, or the kernel refuses the engine to everybody.</summary>
    private protected Switch Start(SwitchOptions options)
    {
        Root.Required();
        if (engine is EngineKind.Uring or EngineKind.Uring515)
        {
            Root.IoUringRequired();
        }

        return _switch = new Switch(options with { Engine = engine });
    }

    /// <summary>Makes a node with a tap, 10.0.0.N/24 and fd00::N/64, and joins it to the switch.</summary>
    /// <param name="number">N.</param>
    /// <param name="flags">What the tap's frames look like.</param>
    /// <param name="worker">Which worker gets it; −1 for the least loaded, from which it may be moved.</param>
    /// <param name="mtu">In bytes; the switch is told it, as a launcher does.</param>
    private protected (NetworkNamespace Node, Port Port) Join(int number, int flags, int worker = -1, int mtu = 1500)
    {
        NetworkNamespace node = MakeNode();
        return (node, Join(node, number, flags, worker, mtu));
    }

    /// <summary>Makes a node with a tap that has a queue for each worker, and joins it.</summary>
    private protected (NetworkNamespace Node, Port Port) JoinEverywhere(int number)
    {
        NetworkNamespace node = MakeNode();
        return (node, Join(node, number, WithVnet, worker: -1, queues: _switch!.Workers.Count));
    }

    /// <summary>Makes a node without an interface.</summary>
    private protected NetworkNamespace MakeNode()
    {
        var node = new NetworkNamespace();
        _namespaces.Add(node);
        return node;
    }

    /// <summary>Makes eth0 in a node that has none, and joins it.</summary>
    private protected Port Join(NetworkNamespace node, int number, int flags, int worker, int mtu = 1500, int queues = 1)
    {
        IReadOnlyList<Fd> taps = node.AddTap(flags, $"10.0.0.{number}/24", queues, mtu).Queues;
        node.Check("ip", "addr", "add", $"fd00::{number}/64", "dev", "eth0", "nodad");
        TapInfo info = Tap.Query(taps[0].Value);
        Port port = _switch!.AddPort(new PortSpec($"node{number}", info.Name)
        {
            Tap = taps[0],
            OtherQueues = [.. taps.Skip(1)],
            PacketInformation = info.HasPacketInformation,
            VnetHeaderSize = info.VnetHeaderSize,
            Worker = worker,
            Mtu = mtu,
        });
        Assert.Equal(
            engine switch { EngineKind.Uring => "io_uring", EngineKind.Uring515 => "io_uring-5.15", _ => "epoll" },
            _switch.Workers[port.Worker].Engine);
        return port;
    }

    /// <summary>
    /// Waits until every frame is back, or as good as back: a worker that sleeps takes back what others return when it wakes.
    /// io_uring reads into buffers that the kernel has been lent, so many at most; with epoll none is out, and the count is exact.
    /// </summary>
    private protected void AwaitFrames()
    {
        Switch sut = _switch!;
        int lent = engine == EngineKind.Uring ? WorkerLimits.ProvidedBuffers : 0;
        int[] Held() =>
        [
            .. sut.Workers.Select(w => sut.Fabric.Pool(w.Index).Outstanding - lent
                - sut.Workers.Where(other => other != w).Sum(other => sut.Fabric.Returns(other.Index, w.Index).Count)),
        ];
        Assert.True(
            SpinWait.SpinUntil(() => Held().All(held => held <= 0), TimeSpan.FromSeconds(3)),
            $"frames that never came back, by worker: {string.Join(", ", Held())}");
    }
}
