using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for the learned and pinned addresses of the ports that the asking socket may see.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListMacs : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "macs";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
