using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>A rule as it is given, and as the switch tells of it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleDescription
{
    /// <summary>Its name, unique in its network. Needed.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Which frames it is for; without it, all.</summary>
    [JsonPropertyName("match")]
    public RuleMatchDescription? Match { get; init; }

    /// <summary>What becomes of them: <c>allow</c>, <c>drop</c>, <c>mirror</c>, <c>redirect</c>, <c>rate</c>, <c>set-vlan</c>, <c>count</c>. Needed.</summary>
    [JsonPropertyName("action")]
    public string? Action { get; init; }

    /// <summary>The port that gets them, of <c>mirror</c> and <c>redirect</c>.</summary>
    [JsonPropertyName("port")]
    public string? Port { get; init; }

    /// <summary>How much passes, of <c>rate</c>: <c>10mbit</c>, <c>5000fps</c>.</summary>
    [JsonPropertyName("rate")]
    public string? Rate { get; init; }

    /// <summary>How much may come at once, of <c>rate</c>: <c>64k</c>; of frames a second a number.</summary>
    [JsonPropertyName("burst")]
    public string? Burst { get; init; }

    /// <summary>The VLAN of <c>set-vlan</c>, 1 to 4094; 0 for untagged.</summary>
    [JsonPropertyName("vlan")]
    public int? Vlan { get; init; }

    /// <summary>How many frames it was for. Told, never given.</summary>
    [JsonPropertyName("frames")]
    public long? Frames { get; init; }

    /// <summary>Their bytes.</summary>
    [JsonPropertyName("bytes")]
    public long? Bytes { get; init; }
}
