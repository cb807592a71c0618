using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Offload;

/// <summary>
/// Cuts a super-frame into the frames that its sender would have sent without offloads, for a port that cannot take it
/// whole. Pure: the headers of each segment are written into the caller's buffer, its payload stays
/// where it is and is named by offset and length, so that a gathering write needs no copy.
/// <para>
/// As the kernel does it (tcp_gso_segment, __udp_gso_segment, inet_gso_segment): IPv4 identification rises by one a segment;
/// the TCP sequence number by the payload before; FIN and PSH are on the last segment only, CWR on the first only.
/// </para>
/// </summary>
public readonly struct Segmenter
{
    /// <summary>Where a TCP header has its checksum.</summary>
    public const int TcpChecksumOffset = 16;

    /// <summary>Where a UDP header has its checksum.</summary>
    public const int UdpChecksumOffset = 6;

    /// <summary>
    /// Segments that one frame may become in software. The longest frame with the least segment that IPv4 hosts must take
    /// (536 bytes) becomes 123; a hostile one of 8 bytes a segment would be thousands of writes.
    /// </summary>
    public const int MaxSegments = 512;

    /// <summary>Bytes that the headers of a segment take at most: two VLAN tags and the longest IP and TCP headers, and room.</summary>
    public const int MaxHeaderLength = 256;

    private const byte Fin = 0x01;
    private const byte Psh = 0x08;
    private const byte Cwr = 0x80;

    private readonly PacketLayout _layout;
    private readonly int _length;
    private readonly int _size;

    /// <summary>Makes the plan for a super-frame.</summary>
    /// <param name="frame">The whole super-frame.</param>
    /// <param name="header">Its virtio-net header, for which <see cref="VnetValidator.IsValid"/> holds and which says GSO.</param>
    public Segmenter(ReadOnlySpan<byte> frame, VnetHeader header)
    {
        if (!PacketLayout.TryParse(frame, out _layout))
        {
            throw new ArgumentException("not a super-frame that the validator lets pass", nameof(frame));
        }

        _length = frame.Length;
        _size = header.GsoSize;
        Count = (frame.Length - _layout.Payload + _size - 1) / _size;
    }

    /// <summary>How many segments.</summary>
    public int Count { get; }

    /// <summary>Bytes of the headers of each segment.</summary>
    public int HeaderLength => _layout.Payload;

    /// <summary>Where a segment's payload lies in the super-frame.</summary>
    /// <param name="segment">From 0.</param>
    public (int Offset, int Length) PayloadOf(int segment)
    {
        int offset = _layout.Payload + (segment * _size);
        return (offset, Math.Min(_size, _length - offset));
    }

    /// <summary>Writes a segment's headers, checksums included.</summary>
    /// <param name="frame">The super-frame.</param>
    /// <param name="segment">From 0.</param>
    /// <param name="payloadSum">The partial sum of its payload.</param>
    /// <param name="headers">At least <see cref="HeaderLength"/> bytes.</param>
    public void WriteHeaders(ReadOnlySpan<byte> frame, int segment, ushort payloadSum, Span<byte> headers)
    {
        headers = headers[.._layout.Payload];
        frame[.._layout.Payload].CopyTo(headers);
        int payload = PayloadOf(segment).Length;
        WriteNetworkHeader(headers, segment, payload);
        Span<byte> transport = headers[_layout.Transport..];
        if (_layout.IsTcp)
        {
            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(transport[4..]);
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence + (uint)(segment * _size));
            transport[13] &= (byte)~((segment < Count - 1 ? Fin | Psh : 0) | (segment > 0 ? Cwr : 0));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)(transport.Length + payload));
        }

        Span<byte> field = transport[(_layout.IsTcp ? TcpChecksumOffset : UdpChecksumOffset)..];
        field[..2].Clear();
        ushort sum = InternetChecksum.Add(_layout.PseudoHeaderSum(headers, transport.Length + payload), InternetChecksum.Sum(transport));
        sum = InternetChecksum.Concatenate(sum, transport.Length, payloadSum);
        ushort checksum = _layout.IsTcp ? InternetChecksum.Finish(sum) : InternetChecksum.FinishNonZero(sum);
        MemoryMarshal.Write(field, in checksum);
    }

    private void WriteNetworkHeader(Span<byte> headers, int segment, int payload)
    {
        Span<byte> network = headers[_layout.Network..];
        if (_layout.IsIpV6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                network[4..], (ushort)(_layout.Payload - _layout.Network - PacketLayout.IpV6HeaderSize + payload));
            return;
        }

        int headerLength = (network[0] & 15) * 4;
        BinaryPrimitives.WriteUInt16BigEndian(network[2..], (ushort)(_layout.Payload - _layout.Network + payload));
        ushort identification = BinaryPrimitives.ReadUInt16BigEndian(network[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(network[4..], (ushort)(identification + segment));
        network[10..12].Clear();
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Sum(network[..headerLength]));
        MemoryMarshal.Write(network[10..], in checksum);
    }
}
