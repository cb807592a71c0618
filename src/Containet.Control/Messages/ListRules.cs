using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for a network's rules, in order, and how many frames each was for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListRules : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "rules";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The network; <c>default</c> if none is named.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <inheritdoc/>
    internal override void Check() => Names.Network(Network ?? NodeRegistry.DefaultNetwork, Verb);
}
