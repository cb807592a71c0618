using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Has a link do nothing any more; without a port, and without <c>both</c>, all links of the network.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ClearLink : LinkCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "clear-link";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
