using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Sets all that a link does; what is not said it does not do. Also how one direction of a link is told: as what would set it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetLink : LinkCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "set-link";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>How much later frames arrive: <c>20ms</c>.</summary>
    [JsonPropertyName("delay")]
    public string? Delay { get; init; }

    /// <summary>By how much more or less at most; the order is kept.</summary>
    [JsonPropertyName("jitter")]
    public string? Jitter { get; init; }

    /// <summary>Part that is lost: <c>1%</c>.</summary>
    [JsonPropertyName("loss")]
    public string? Loss { get; init; }

    /// <summary>Part that arrives twice.</summary>
    [JsonPropertyName("duplicate")]
    public string? Duplicate { get; init; }

    /// <summary>Part that is not delayed, and so overtakes what is.</summary>
    [JsonPropertyName("reorder")]
    public string? Reorder { get; init; }

    /// <summary>Part that has a bit turned over.</summary>
    [JsonPropertyName("corrupt")]
    public string? Corrupt { get; init; }

    /// <summary>What it carries a second: <c>10mbit</c>.</summary>
    [JsonPropertyName("rate")]
    public string? Rate { get; init; }

    /// <summary>Bytes that it carries at once when it has been idle: <c>32k</c>.</summary>
    [JsonPropertyName("burst")]
    public string? Burst { get; init; }

    /// <summary>Bytes that wait to be carried: <c>64k</c>; more are lost.</summary>
    [JsonPropertyName("queue")]
    public string? Queue { get; init; }

    /// <summary>For how long it is down each time: <c>2s</c>.</summary>
    [JsonPropertyName("down")]
    public string? Down { get; init; }

    /// <summary>From one time that it goes down to the next: <c>10s</c>.</summary>
    [JsonPropertyName("every")]
    public string? Every { get; init; }

    /// <summary>Where its chances begin: with the same, the same frames share the same fate.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }
}
