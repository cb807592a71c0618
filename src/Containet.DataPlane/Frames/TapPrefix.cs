using System.Buffers.Binary;

namespace Containet.DataPlane.Frames;

/// <summary>
/// What a tap puts before each frame and expects before each frame: the packet-information header (4 bytes: flags, and the
/// Ethernet type in network byte order; struct tun_pi of linux/if_tun.h), then the virtio-net header (10 bytes or more:
/// struct virtio_net_hdr of linux/virtio_net.h). Pure: bytes in, bytes out.
/// </summary>
public static class TapPrefix
{
    /// <summary>Bytes of a packet-information header.</summary>
    public const int PacketInformationSize = 4;

    /// <summary>The longest virtio-net header that a port may have: more than any kernel's now (24).</summary>
    public const int MaxVnetHeaderSize = 24;

    /// <summary>The longest prefix.</summary>
    public const int MaxSize = PacketInformationSize + MaxVnetHeaderSize;

    private const byte NeedsChecksum = 1; // VIRTIO_NET_HDR_F_NEEDS_CSUM
    private const ushort Cut = 1; // TUN_PKT_STRIP, in native byte order

    /// <summary>Whether the kernel says that it cut the frame because the buffer was too short.</summary>
    /// <param name="prefix">The prefix as read.</param>
    /// <param name="packetInformation">Whether it begins with a packet-information header.</param>
    public static bool IsCut(ReadOnlySpan<byte> prefix, bool packetInformation) =>
        packetInformation && (BitConverter.ToUInt16(prefix) & Cut) != 0;

    /// <summary>
    /// Whether the frame is finished: nothing left to checksum or to segment. A tap from which no offload was asked gives
    /// no other; somebody else who holds its descriptor may have asked for some.
    /// </summary>
    /// <param name="vnetHeader">The virtio-net header as read; empty if there is none.</param>
    public static bool IsFinished(ReadOnlySpan<byte> vnetHeader) =>
        vnetHeader.IsEmpty || ((vnetHeader[0] & NeedsChecksum) == 0 && vnetHeader[1] == 0);

    /// <summary>Writes the prefix of a finished frame.</summary>
    /// <param name="prefix">As long as the port's prefix.</param>
    /// <param name="packetInformation">Whether it begins with a packet-information header.</param>
    /// <param name="frame">The frame's first 14 bytes at least.</param>
    public static void WriteFinished(Span<byte> prefix, bool packetInformation, ReadOnlySpan<byte> frame)
    {
        prefix.Clear();
        if (packetInformation)
        {
            BinaryPrimitives.TryWriteUInt16BigEndian(prefix[2..], BinaryPrimitives.ReadUInt16BigEndian(frame[12..]));
        }
    }
}
