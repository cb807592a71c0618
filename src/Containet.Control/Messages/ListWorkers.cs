using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for the switch's workers; only on its own socket.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListWorkers : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "workers";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
