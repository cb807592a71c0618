namespace Containet.DataPlane.Offload;

/// <summary>
/// Whether a virtio-net header can be true of its frame. What comes from a container is hostile: the kernel would refuse
/// the write of a header that lies, or worse, and segmentation in software relies on what is checked here.
/// </summary>
public static class VnetValidator
{
    /// <summary>Bytes of TCP below which the kernel makes no segments (TCP_MIN_GSO_SIZE of net/tcp.h).</summary>
    internal const int MinTcpSegment = 8;

    // Datagrams may be as small as they like, but of small ones a sender puts no more than so many together (UDP_MAX_SEGMENTS
    // of linux/udp.h), and splitting tens of thousands is work that a hostile header asks of others.
    private const int MinDatagram = 8;
    private const int MaxSmallDatagrams = 128;

    /// <summary>Checks.</summary>
    /// <param name="header">The header.</param>
    /// <param name="frame">The whole frame.</param>
    /// <param name="headerLength">Bytes of headers that each segment of a super-frame repeats; 0 for an ordinary frame.</param>
    public static bool IsValid(VnetHeader header, ReadOnlySpan<byte> frame, out int headerLength)
    {
        headerLength = 0;
        if (header.IsFinished)
        {
            return true;
        }

        int field = header.ChecksumStart + header.ChecksumOffset;
        if (!header.NeedsChecksum || field + 2 > frame.Length || field + 2 > Segmenter.MaxHeaderLength || header.ChecksumStart < 14)
        {
            return false;
        }

        return !header.IsGso || IsValidSuperFrame(header, frame, out headerLength);
    }

    private static bool IsValidSuperFrame(VnetHeader header, ReadOnlySpan<byte> frame, out int headerLength)
    {
        headerLength = 0;
        if (header.GsoSize == 0 || !PacketLayout.TryParse(frame, out PacketLayout layout))
        {
            return false;
        }

        bool typeFits = (header.GsoType & ~GsoType.Ecn) switch
        {
            GsoType.TcpV4 => layout is { IsTcp: true, IsIpV6: false } && header.GsoSize >= MinTcpSegment,
            GsoType.TcpV6 => layout is { IsTcp: true, IsIpV6: true } && header.GsoSize >= MinTcpSegment,
            GsoType.UdpL4 => !layout.IsTcp && header.GsoType == GsoType.UdpL4
                && (header.GsoSize >= MinDatagram || frame.Length - layout.Payload <= MaxSmallDatagrams * header.GsoSize),
            _ => false,
        };
        headerLength = layout.Payload;
        return typeFits
            && headerLength <= Segmenter.MaxHeaderLength
            && header.ChecksumStart == layout.Transport
            && header.ChecksumOffset == (layout.IsTcp ? Segmenter.TcpChecksumOffset : Segmenter.UdpChecksumOffset)
            && frame.Length > layout.Payload;
    }
}
