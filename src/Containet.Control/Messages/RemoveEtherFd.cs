using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Removes every port of a node, and with the last of them its control sockets.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoveEtherFd : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "remove-etherfd";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The node. Needed.</summary>
    [JsonPropertyName("nodeid")]
    public string? Node { get; init; }
}
