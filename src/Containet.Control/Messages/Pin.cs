using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Makes an address a port's own, and nobody else's. One that it is already is no error.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Pin : PinCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "pin";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
