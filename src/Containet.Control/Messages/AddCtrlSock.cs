using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Hands over a bound unix stream socket, descriptor 0: the switch listens there and serves the node's scope.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AddCtrlSock : Command
{
    /// <summary>The verb's name.</summary>
    public const string Name = "add-ctrlsock";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Descriptors => 1;

    /// <summary>The node. Needed.</summary>
    [JsonPropertyName("nodeid")]
    public string? Node { get; init; }
}
