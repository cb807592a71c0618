using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for the ports that the asking socket may see.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListPorts : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "ports";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
