using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Makes a network.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AddNetwork : NetworkCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "add-network";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
