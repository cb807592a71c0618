using System.Net;

namespace Containode.Specification;

/// <summary>A container's interface on a switch.</summary>
internal sealed record NetworkSpec
{
    /// <summary>The interface's name.</summary>
    public const string InterfaceName = "eth0";

    /// <summary>Ethernet's.</summary>
    public const int DefaultMtu = 1500;

    /// <summary>The switch's socket.</summary>
    public required string Switch { get; init; }

    /// <summary>The token that the switch is shown; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Where in the container a control socket is posted; null for nowhere.</summary>
    public string? ControlSocket { get; init; }

    /// <summary>The interface's addresses; none leaves it up without one.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Where everything else is sent: at most one of each family.</summary>
    public IReadOnlyList<IPAddress> Gateways { get; init; } = [];

    /// <summary>The hardware address: six bytes.</summary>
    public required IReadOnlyList<byte> Mac { get; init; }

    /// <summary>How many queues the interface has: what the switch asks for.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>The largest packet, in bytes, without the Ethernet header.</summary>
    public int Mtu { get; init; } = DefaultMtu;
}
