using Containet.DataPlane.Forwarding;
using Containet.Linux;

namespace Containet.DataPlane.Ports;

/// <summary>What control says of a port that is to join.</summary>
/// <param name="Node">The container's identity.</param>
/// <param name="InterfaceName">The interface's name inside it.</param>
public sealed record PortSpec(string Node, string InterfaceName)
{
    /// <summary>The name of the network that it joins.</summary>
    public string Network { get; init; } = PortSpec.DefaultNetwork;

    /// <summary>The network that exists from the start.</summary>
    public const string DefaultNetwork = "default";

    /// <summary>The tap, non-blocking; the switch closes it when the port leaves. Null only on simulated engines.</summary>
    public Fd? Tap { get; init; }

    /// <summary>The tap's other queues, where it has one for each worker: <see cref="Tap"/> is the first worker's, these are the others', in order.</summary>
    public IReadOnlyList<Fd?> OtherQueues { get; init; } = [];

    /// <summary>Whether the tap is taken as it is, without agreeing on offloads: descriptors that only behave as taps do know none.</summary>
    internal bool IsStandIn { get; init; }

    /// <summary>Whether each frame is preceded by the 4-byte packet-information header.</summary>
    public bool PacketInformation { get; init; }

    /// <summary>Bytes of virtio-net header before each frame, 0 or 10 to 24.</summary>
    public int VnetHeaderSize { get; init; }

    /// <summary>The address that the launcher gave the interface, if it said; it is pinned to the port.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The IPv4 address and prefix length that the launcher gave it, as text, if it said; the address is the port's own.</summary>
    public string? Ip4 { get; init; }

    /// <summary>Which source addresses it may use.</summary>
    public GuardKind Guard { get; init; }

    /// <summary>Addresses that are learned at it at most, at a time; 0 for any number.</summary>
    public int MaxLearned { get; init; }

    /// <summary>The interface's MTU in bytes; 0 if not said. A longer frame is not sent to the port.</summary>
    public int Mtu { get; init; }

    /// <summary>Asks for a worker; −1 leaves the choice, now and later, to the switch. Means nothing where each has a queue.</summary>
    public int Worker { get; init; } = -1;
}
