using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks how the switch would have things done, before they are.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListSettings : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "settings";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
