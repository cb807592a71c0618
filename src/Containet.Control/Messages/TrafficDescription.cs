using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>A count of frames.</summary>
/// <param name="Frames">How many.</param>
/// <param name="Bytes">Their bytes from the Ethernet header on.</param>
public sealed record TrafficDescription(
    [property: JsonPropertyName("frames")] long Frames,
    [property: JsonPropertyName("bytes")] long Bytes);
