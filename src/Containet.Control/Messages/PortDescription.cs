using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>One port as the switch tells of it. Counters begin with the port; what was not declared is null and left out.</summary>
public sealed record PortDescription
{
    /// <summary>Stands for every worker.</summary>
    public const int EveryWorker = -1;

    /// <summary>The node it belongs to.</summary>
    [JsonPropertyName("node")]
    public required string Node { get; init; }

    /// <summary>The interface's name inside the container.</summary>
    [JsonPropertyName("ifname")]
    public required string InterfaceName { get; init; }

    /// <summary>The network it is in.</summary>
    [JsonPropertyName("network")]
    public required string Network { get; init; }

    /// <summary>The switch's number for it.</summary>
    [JsonPropertyName("port")]
    public required int Port { get; init; }

    /// <summary>The worker that owns it; <see cref="EveryWorker"/> if each has a queue of it.</summary>
    [JsonPropertyName("worker")]
    public required int Worker { get; init; }

    /// <summary>How many queues of its tap the switch has: one, or one for each worker.</summary>
    [JsonPropertyName("queues")]
    public int Queues { get; init; } = 1;

    /// <summary>Addresses learned on it.</summary>
    [JsonPropertyName("macs")]
    public IReadOnlyList<string>? Macs { get; init; }

    /// <summary>The hardware address declared when it was added.</summary>
    [JsonPropertyName("mac")]
    public string? Mac { get; init; }

    /// <summary>The IPv4 address declared when it was added.</summary>
    [JsonPropertyName("ip4")]
    public string? Ip4 { get; init; }

    /// <summary>The MTU declared when it was added, in bytes.</summary>
    [JsonPropertyName("mtu")]
    public int? Mtu { get; init; }

    /// <summary>Whether it hears nothing of other isolated ports; left out if it does.</summary>
    [JsonPropertyName("isolated")]
    public bool? Isolated { get; init; }

    /// <summary>Which source addresses it may use: <c>others</c>, <c>strict</c>, <c>off</c>.</summary>
    [JsonPropertyName("guard")]
    public string? Guard { get; init; }

    /// <summary>Addresses that are its own: declared, or pinned by control.</summary>
    [JsonPropertyName("pinned")]
    public IReadOnlyList<string>? Pinned { get; init; }

    /// <summary>What precedes each frame on its descriptor.</summary>
    [JsonPropertyName("prefix")]
    public required PrefixDescription Prefix { get; init; }

    /// <summary>What the container sent: read from the tap.</summary>
    [JsonPropertyName("rx")]
    public required TrafficDescription Received { get; init; }

    /// <summary>What the container got: written to the tap.</summary>
    [JsonPropertyName("tx")]
    public required TrafficDescription Sent { get; init; }

    /// <summary>Frames dropped, by reason; reasons that never occurred are left out.</summary>
    [JsonPropertyName("drops")]
    public required IReadOnlyDictionary<string, long> Drops { get; init; }
}
