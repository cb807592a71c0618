using System.Net;
using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies;
using Containet.Linux;

namespace Containet.DataPlane.Ports;

/// <summary>
/// One attachment to a network. Immutable but for its counters and <see cref="Failure"/>, which only the worker that owns
/// it writes, and for which worker that is, which control changes. Its number is reused after it has left; <see cref="Generation"/> tells the two ports apart.
/// <para>
/// An interface may have a queue for each worker. Then there is one of these a queue, each another worker's for good, with its
/// own descriptor and counters; all have one number and generation, because to addresses, networks and deliveries they are
/// one port. Control knows it by the first, which names the others (<see cref="Queues"/>).
/// </para>
/// </summary>
public sealed class Port
{
    // A frame may carry two VLAN tags more than the MTU counts, as it may through the kernel's bridge: that leaves room for one,
    // and does not see the outer one, which travels beside the packet (is_skb_forwardable).
    private const int FrameOverhead = Forwarder.HeaderSize + (2 * 4);

    private readonly PortSpec _spec;
    private int _failure;
    private int _worker;
    private PortPolicy? _policy;

    internal Port(PortSpec spec, int number, int generation, int worker, Network network)
    {
        _spec = spec;
        Node = spec.Node;
        InterfaceName = spec.InterfaceName;
        IsEverywhere = spec.OtherQueues.Count > 0;
        Tap = IsEverywhere && worker > 0 ? spec.OtherQueues[worker - 1] : spec.Tap;
        Queues = [this];
        PacketInformation = spec.PacketInformation;
        VnetHeaderSize = spec.VnetHeaderSize;
        Mac = spec.Mac;
        Ip4 = spec.Ip4;
        Mtu = spec.Mtu;
        Number = (ushort)number;
        Generation = (ushort)generation;
        _worker = worker;
        Network = network;
        StaysPut = spec.Worker >= 0 || IsEverywhere;
        Counters = new PortCounters(network.Members.Workers.Length);
        PrefixSize = (spec.PacketInformation ? 4 : 0) + spec.VnetHeaderSize;
        Shape = Frames.TapPrefix.ShapeOf(spec.PacketInformation, spec.VnetHeaderSize);
        MaxFrame = LongestFrame(spec.Mtu);
        Settings = new PortSettings
        {
            Guard = spec.Guard,
            MaxLearned = spec.MaxLearned,
            Macs = spec.Mac is { } mac ? [mac] : [],
            Addresses = IPAddress.TryParse(spec.Ip4?.Split('/')[0], out IPAddress? address) ? [address] : [],
        };
    }

    private Port(Port before, int generation, Network network)
        : this(before._spec, before.Number, generation, before.Worker, network)
    {
        Counters = before.Counters;
        Offloads = before.Offloads;
        FailureBell = before.FailureBell;
        Settings = before.Settings;
    }

    /// <summary>The number by which tables and deliveries name it: 1 to <see cref="MacTable.MaxPort"/>.</summary>
    public ushort Number { get; }

    /// <summary>Counts the ports that had this number, modulo 2^16.</summary>
    public ushort Generation { get; }

    /// <summary>
    /// The index of the worker to which its frames are sent: the one that owns it, or that is about to
    /// (<see cref="Workers.PortMove"/>). Any thread, each time afresh.
    /// </summary>
    public int Worker
    {
        get => Volatile.Read(ref _worker); // acquire: who sees a move sees the membership that goes with it
        internal set => Volatile.Write(ref _worker, value); // release: pairs with the above
    }

    /// <summary>The network it is in.</summary>
    public Network Network { get; }

    /// <summary>The container's identity.</summary>
    public string Node { get; }

    /// <summary>The interface's name inside the container.</summary>
    public string InterfaceName { get; }

    /// <summary>Whether each frame is preceded by the 4-byte packet-information header.</summary>
    public bool PacketInformation { get; }

    /// <summary>Bytes of virtio-net header before each frame.</summary>
    public int VnetHeaderSize { get; }

    /// <summary>The address that the launcher declared.</summary>
    public MacAddress? Mac { get; }

    /// <summary>The IPv4 address and prefix length that the launcher declared.</summary>
    public string? Ip4 { get; }

    /// <summary>The MTU that the launcher declared, in bytes; 0 if none.</summary>
    public int Mtu { get; }

    /// <summary>What control has set for it. Control only.</summary>
    public PortSettings Settings { get; internal set; }

    /// <summary>
    /// What its frames have to pass beside the bridge's own rules; null if nothing. Control swaps it; any thread, read once a frame.
    /// </summary>
    internal PortPolicy? Policy
    {
        get => Volatile.Read(ref _policy); // acquire: who sees a policy sees what is in it
        set => Volatile.Write(ref _policy, value); // release: pairs with the above
    }

    /// <summary>The offloads agreed on with the tap: <c>TUN_F_*</c> of linux/if_tun.h.</summary>
    public uint Offloads { get; internal init; }

    /// <summary>Its counters; where each worker has a queue, those of this one.</summary>
    public PortCounters Counters { get; }

    /// <summary>The counters of all its queues together.</summary>
    public PortTotals Totals => new(Queues);

    /// <summary>The errno for which the worker gave the port, or its queue, up (its interface was deleted, say); 0 while it works. Any thread.</summary>
    public int Failure => Volatile.Read(ref _failure);

    /// <summary>The errno for which any of its queues was given up; 0 while all work. Any thread.</summary>
    public int AnyFailure => Queues.Select(queue => queue.Failure).FirstOrDefault(failure => failure != 0);

    /// <summary>Itself, or what each worker has of the port, by worker, where its interface has a queue for each.</summary>
    public IReadOnlyList<Port> Queues { get; private set; }

    /// <summary>Whether every worker has a queue of it, and so reads from it and writes to it itself.</summary>
    public bool IsEverywhere { get; }

    /// <summary>Rung when the worker gives the port up.</summary>
    internal EventFd? FailureBell { get; init; }

    /// <summary>The tap; null on simulated engines.</summary>
    internal Fd? Tap { get; }

    /// <summary>Whether its worker was asked for, so that it is not moved of the switch's own accord.</summary>
    internal bool StaysPut { get; }

    /// <summary>Bytes before the Ethernet header in every read and write.</summary>
    internal int PrefixSize { get; }

    /// <summary>What the prefix looks like.</summary>
    internal byte Shape { get; }

    /// <summary>The longest frame that is sent to it, in bytes.</summary>
    internal int MaxFrame { get; }

    /// <summary>The worker to which another, or the same, sends what is for the port. Any thread, each time afresh.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int WorkerFor(int sender) => IsEverywhere ? sender : Worker;

    /// <summary>The longest frame that an MTU allows, in bytes.</summary>
    /// <param name="mtu">In bytes; 0 for none.</param>
    internal static int LongestFrame(int mtu) => mtu == 0 ? int.MaxValue : mtu + FrameOverhead;

    /// <summary>The same attachment in another network, with the same counters and settings.</summary>
    /// <param name="generation">Another than its own.</param>
    /// <param name="network">Where it is then.</param>
    internal Port In(Network network, int generation) => Join([.. Queues.Select(queue => new Port(queue, generation, network))]);

    /// <summary>Makes one port of what each worker has of it, or of the one that there is.</summary>
    internal static Port Join(Port[] queues)
    {
        foreach (Port queue in queues)
        {
            queue.Queues = queues;
        }

        return queues[0];
    }

    /// <summary>Gives the port up, once. Its worker only.</summary>
    /// <param name="errno">Why.</param>
    internal void Fail(int errno)
    {
        if (_failure == 0)
        {
            Volatile.Write(ref _failure, errno);
            FailureBell?.Ring();
        }
    }

    /// <summary>The name that people use: <c>node:eth0</c>.</summary>
    public override string ToString() => $"{Node}:{InterfaceName}";
}
