using System.Net;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Ports;

/// <summary>What control may set for a port while it is in. Immutable.</summary>
public sealed record PortSettings
{
    /// <summary>As a port is that nobody has set anything for.</summary>
    public static readonly PortSettings Plain = new();

    /// <summary>Whether it hears nothing of other isolated ports; null for what its network says.</summary>
    public bool? Isolated { get; init; }

    /// <summary>Which source addresses it may use.</summary>
    public GuardKind Guard { get; init; }

    /// <summary>Addresses that are learned at it at most, at a time; frames from others are dropped then. 0 for any number.</summary>
    public int MaxLearned { get; init; }

    /// <summary>Hardware addresses that are at it for good, and nobody else's.</summary>
    public IReadOnlyList<MacAddress> Macs { get; init; } = [];

    /// <summary>IP addresses that are its own.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];
}
