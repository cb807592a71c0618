using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>
/// Adds a port. Descriptor 0 is its tap, or the first of its queues, which the others follow; then may come a pidfd: the port
/// ends with that process.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AddEtherFd : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "add-etherfd";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Descriptors => (Queues ?? 1) + 1;

    /// <summary>The interface's name inside the container, 1 to 15 bytes. Needed.</summary>
    [JsonPropertyName("ifname")]
    public string? InterfaceName { get; init; }

    /// <summary>The node, 1 to 63 bytes. Needed.</summary>
    [JsonPropertyName("nodeid")]
    public string? Node { get; init; }

    /// <summary>The network to join; without it <c>default</c>, or that of the node whose control socket this came through.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <summary>How many queues of the tap there are, a descriptor each; 1 if left out. More than 1 only as many as <c>settings</c> tells.</summary>
    [JsonPropertyName("queues")]
    public int? Queues { get; init; }

    /// <summary>The interface's hardware address, <c>02:00:00:00:00:01</c>.</summary>
    [JsonPropertyName("mac")]
    public string? Mac { get; init; }

    /// <summary>The interface's IPv4 address, <c>10.0.0.2/24</c> or without the mask.</summary>
    [JsonPropertyName("ip4")]
    public string? Ip4 { get; init; }

    /// <summary>The interface's MTU in bytes, 68 to 65535.</summary>
    [JsonPropertyName("mtu")]
    public int? Mtu { get; init; }

    /// <summary>Which source addresses the port may use: <c>others</c> (any but other ports'; usual), <c>strict</c> (its own), <c>off</c>. Only on the switch's own socket.</summary>
    [JsonPropertyName("guard")]
    public string? Guard { get; init; }

    /// <summary>Addresses that are learned at it at most, at a time; 0 for any number. Only on the switch's own socket.</summary>
    [JsonPropertyName("max-macs")]
    public int? MaxMacs { get; init; }
}
