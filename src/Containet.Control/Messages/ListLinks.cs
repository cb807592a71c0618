using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for the links of a network, and between whom partitions are.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListLinks : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "links";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The network; <c>default</c> if none is named.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <inheritdoc/>
    internal override void Check() => Names.Network(Network ?? NodeRegistry.DefaultNetwork, Verb);
}
