using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>One entry of a network's address table.</summary>
/// <param name="Mac">The address, <c>02:00:00:00:00:01</c>.</param>
/// <param name="Network">The network.</param>
/// <param name="Node">The node behind which it is.</param>
/// <param name="InterfaceName">The node's interface.</param>
/// <param name="Port">The port's number.</param>
/// <param name="Age">Seconds since it was last seen, roughly; 0 for a pinned one.</param>
/// <param name="Pinned">Set by control: neither ages nor moves.</param>
public sealed record MacDescription(
    [property: JsonPropertyName("mac")] string Mac,
    [property: JsonPropertyName("network")] string Network,
    [property: JsonPropertyName("node")] string Node,
    [property: JsonPropertyName("ifname")] string InterfaceName,
    [property: JsonPropertyName("port")] int Port,
    [property: JsonPropertyName("age")] int Age,
    [property: JsonPropertyName("pinned")] bool Pinned);
