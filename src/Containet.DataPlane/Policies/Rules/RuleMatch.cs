using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>What a frame has to be for a rule: everything that is said. Immutable.</summary>
public sealed record RuleMatch
{
    /// <summary>Ports that it came from, by name; empty for any.</summary>
    public IReadOnlyList<string> In { get; init; } = [];

    /// <summary>Ports that it goes to, by name; empty for any.</summary>
    public IReadOnlyList<string> Out { get; init; } = [];

    /// <summary>Its source's hardware address.</summary>
    public MacAddress? SourceMac { get; init; }

    /// <summary>Its destination's hardware address.</summary>
    public MacAddress? DestinationMac { get; init; }

    /// <summary>Its type, behind VLAN tags.</summary>
    public ushort? EtherType { get; init; }

    /// <summary>Its (outer) VLAN, 1 to 4094; 0 for untagged.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Where its IP source is.</summary>
    public IpPrefix? Source { get; init; }

    /// <summary>Where its IP destination is.</summary>
    public IpPrefix? Destination { get; init; }

    /// <summary>Its IP protocol.</summary>
    public byte? Protocol { get; init; }

    /// <summary>Its source port of TCP, UDP or SCTP; a later fragment has none.</summary>
    public PortRange? SourcePort { get; init; }

    /// <summary>Its destination port.</summary>
    public PortRange? DestinationPort { get; init; }

    /// <summary>Flags of TCP that are looked at.</summary>
    public byte FlagsMask { get; init; }

    /// <summary>Those of them that are set.</summary>
    public byte Flags { get; init; }
}
