using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Takes an address from a port that was pinned to it, or that its launcher declared.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Unpin : PinCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "unpin";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;
}
