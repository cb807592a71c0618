using Containet.DataPlane.Offload;

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

    /// <summary>One number for what a port's prefix looks like: two ports with the same one can be written the same bytes.</summary>
    public static byte ShapeOf(bool packetInformation, int vnetHeaderSize) =>
        (byte)((packetInformation ? 0x80 : 0) | vnetHeaderSize);

    private const ushort Cut = 1; // TUN_PKT_STRIP, in native byte order

    /// <summary>Whether the kernel says that it cut the frame because the buffer was too short.</summary>
    /// <param name="prefix">The prefix as read.</param>
    /// <param name="packetInformation">Whether it begins with a packet-information header.</param>
    public static bool IsCut(ReadOnlySpan<byte> prefix, bool packetInformation) =>
        packetInformation && (BitConverter.ToUInt16(prefix) & Cut) != 0;

    /// <summary>Writes the prefix of a frame.</summary>
    /// <param name="prefix">As long as the port's prefix.</param>
    /// <param name="packetInformation">Whether it begins with a packet-information header.</param>
    /// <param name="frame">The frame's first 14 bytes at least.</param>
    /// <param name="vnet">What is left to do with the frame; it must be finished where the prefix has no virtio-net header.</param>
    public static void Write(Span<byte> prefix, bool packetInformation, ReadOnlySpan<byte> frame, VnetHeader vnet)
    {
        prefix.Clear();
        if (packetInformation)
        {
            frame.Slice(12, sizeof(ushort)).CopyTo(prefix[2..]);
            prefix = prefix[PacketInformationSize..];
        }

        if (!vnet.IsFinished)
        {
            vnet.Write(prefix);
        }
    }
}
