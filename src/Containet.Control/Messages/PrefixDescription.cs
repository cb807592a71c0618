using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>What precedes each frame of a tap.</summary>
/// <param name="PacketInformation">The 4-byte packet-information header.</param>
/// <param name="VnetHeaderSize">Bytes of virtio-net header; 0 for none.</param>
public sealed record PrefixDescription(
    [property: JsonPropertyName("pi")] bool PacketInformation,
    [property: JsonPropertyName("vnet")] int VnetHeaderSize);
