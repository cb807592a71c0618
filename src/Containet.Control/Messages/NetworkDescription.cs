using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>One network.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Ports">How many ports are in it.</param>
/// <param name="Mtu">The longest packet that may cross it, in bytes; null for any.</param>
/// <param name="Flood">What is flooded.</param>
/// <param name="Isolated">Whether its ports hear nothing of each other, but for those that are set to be open.</param>
public sealed record NetworkDescription(
    [property: JsonPropertyName("network")] string Network,
    [property: JsonPropertyName("ports")] int Ports,
    [property: JsonPropertyName("mtu")] int? Mtu,
    [property: JsonPropertyName("flood")] IReadOnlyList<string> Flood,
    [property: JsonPropertyName("isolated")] bool Isolated);
