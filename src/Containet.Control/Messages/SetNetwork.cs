using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Changes a network; what is not named stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetNetwork : NetworkCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "set-network";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
