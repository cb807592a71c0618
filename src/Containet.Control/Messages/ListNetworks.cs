using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Asks for the networks; only on the switch's own socket.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ListNetworks : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "networks";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <inheritdoc/>
    internal override void Check()
    {
    }
}
