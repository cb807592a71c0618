using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Removes a network that has no ports.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoveNetwork : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "remove-network";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>Its name. Needed.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Network!;

    /// <inheritdoc/>
    internal override void Check() => Names.Network(Network, Verb);
}
