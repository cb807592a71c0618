using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>What a frame has to be for a rule: everything that is said.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleMatchDescription
{
    /// <summary>Ports that it came from, <c>node:eth0</c>.</summary>
    [JsonPropertyName("in")]
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>Ports that it goes to.</summary>
    [JsonPropertyName("out")]
    public IReadOnlyList<string>? Out { get; init; }

    /// <summary>Its source's hardware address.</summary>
    [JsonPropertyName("src-mac")]
    public string? SourceMac { get; init; }

    /// <summary>Its destination's hardware address.</summary>
    [JsonPropertyName("dst-mac")]
    public string? DestinationMac { get; init; }

    /// <summary>Its type behind VLAN tags: <c>arp</c>, <c>ip</c>, <c>ip6</c>, or <c>0x88cc</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>Its VLAN, 1 to 4094; 0 for untagged.</summary>
    [JsonPropertyName("vlan")]
    public int? Vlan { get; init; }

    /// <summary>Where its IP source is: <c>10.0.0.0/8</c>, <c>fd00::1</c>.</summary>
    [JsonPropertyName("src")]
    public string? Source { get; init; }

    /// <summary>Where its IP destination is.</summary>
    [JsonPropertyName("dst")]
    public string? Destination { get; init; }

    /// <summary>Its protocol: <c>tcp</c>, <c>udp</c>, <c>sctp</c>, <c>icmp</c>, <c>icmp6</c>, or a number.</summary>
    [JsonPropertyName("proto")]
    public string? Protocol { get; init; }

    /// <summary>Its source port: <c>53</c>, <c>1024-65535</c>.</summary>
    [JsonPropertyName("sport")]
    public string? SourcePort { get; init; }

    /// <summary>Its destination port.</summary>
    [JsonPropertyName("dport")]
    public string? DestinationPort { get; init; }

    /// <summary>Flags of TCP that are set, and with <c>!</c> that are not: <c>syn,!ack</c>.</summary>
    [JsonPropertyName("flags")]
    public string? Flags { get; init; }
}
