using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Offload;

/// <summary>
/// Adjacent segments of one flow that can cross as one super-frame, so that the receiver's stack is entered once for all of
/// them and splits them late. The rules are those of the kernel's own GRO (inet_gro_receive, ipv6_gro_receive,
/// udp_gro_receive, tcp_gro_receive), so that a receiver cannot tell but by speed: what differs in any field that the
/// split cannot restore is never put together, nor is anything across it.
/// <para>Pure: it looks at frames and counts; whoever writes puts the payloads behind the headers.</para>
/// </summary>
public struct CoalescedRun
{
    /// <summary>Datagrams of a run, as many as the kernel's GRO allows (UDP_GRO_CNT_MAX). Of TCP only the length is limited.</summary>
    public const int MaxDatagrams = 64;

    private const int EthernetHeaderSize = 14;
    private const int MaxPacket = 65_535; // VLAN tags are counted, as the kernel does
    private const int DontFragment = 0x4000;
    private const byte Fin = 0x01;
    private const byte Psh = 0x08;
    private const byte Cwr = 0x80;
    private const byte EndsRun = 0x2F; // FIN, SYN, RST, PSH, URG

    private PacketLayout _layout;
    private uint _nextSequence;
    private ushort _firstId;
    private byte _addedFlags;
    private bool _fixedId;

    /// <summary>How many segments are in it.</summary>
    public int Segments { get; private set; }

    /// <summary>Bytes of payload of each segment but the last.</summary>
    public int SegmentSize { get; private set; }

    /// <summary>Bytes of payload in all.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>Whether nothing more can be added.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Bytes of headers before each segment's payload.</summary>
    public readonly int HeaderLength => _layout.Payload;

    /// <summary>Begins a run with a frame.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="vnet">What is left to do with it.</param>
    /// <returns>False if nothing can be put behind it. It may still be of a flow of which a run is open (<see cref="IsSameFlow"/>).</returns>
    public bool TryBegin(ReadOnlySpan<byte> frame, VnetHeader vnet)
    {
        this = default;
        if (!PacketLayout.TryParse(frame, out _layout) || vnet.IsGso || !IsPlain(frame, vnet, _layout))
        {
            return false;
        }

        ReadOnlySpan<byte> transport = frame[_layout.Transport..];
        SegmentSize = PayloadLength = frame.Length - _layout.Payload;
        Segments = 1;
        _firstId = _layout.IsIpV6 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(frame[(_layout.Network + 4)..]);
        if (_layout.IsTcp)
        {
            _nextSequence = BinaryPrimitives.ReadUInt32BigEndian(transport[4..]) + (uint)PayloadLength;
            IsClosed = (transport[13] & (EndsRun | Cwr)) != 0 || SegmentSize < VnetValidator.MinTcpSegment;
        }

        return !IsClosed;
    }

    /// <summary>Adds the next frame of the flow.</summary>
    /// <param name="first">The frame that began the run.</param>
    /// <param name="frame">The next, of the same flow: <see cref="IsSameFlow"/> holds.</param>
    /// <param name="vnet">What is left to do with it.</param>
    /// <returns>False if it cannot be added; then the run is closed.</returns>
    public bool TryAdd(ReadOnlySpan<byte> first, ReadOnlySpan<byte> frame, VnetHeader vnet)
    {
        int payload = frame.Length - _layout.Payload;
        bool fits = !IsClosed
            && (Segments < MaxDatagrams || _layout.IsTcp)
            && payload <= SegmentSize
            && _layout.Payload - EthernetHeaderSize + PayloadLength + payload <= MaxPacket
            && !vnet.IsGso
            && PacketLayout.TryParse(frame, out PacketLayout layout)
            && layout == _layout
            && IsPlain(frame, vnet, layout)
            && HasSameNetworkHeader(first, frame)
            && (!layout.IsTcp || HasSameTcpHeader(first, frame));
        if (!fits)
        {
            IsClosed = true;
            return false;
        }

        Segments++;
        PayloadLength += payload;
        IsClosed = payload < SegmentSize;
        if (_layout.IsTcp)
        {
            byte flags = frame[_layout.Transport + 13];
            _nextSequence += (uint)payload;
            _addedFlags |= (byte)(flags & (Fin | Psh));
            IsClosed |= (flags & EndsRun) != 0;
        }

        return true;
    }

    /// <summary>
    /// Whether a frame is of the run's flow: same Ethernet header, addresses and ports, wherever its options or extensions
    /// have put those. Such a frame must not overtake the run, nor be overtaken by what is added to it later.
    /// </summary>
    /// <param name="first">The frame that began the run.</param>
    /// <param name="frame">Any frame.</param>
    /// <param name="layout">Where its headers lie.</param>
    public readonly bool IsSameFlow(ReadOnlySpan<byte> first, ReadOnlySpan<byte> frame, PacketLayout layout)
    {
        if (layout.Network != _layout.Network || layout.IsIpV6 != _layout.IsIpV6 || layout.IsTcp != _layout.IsTcp)
        {
            return false;
        }

        (int at, int length) = _layout.IsIpV6 ? (8, 32) : (12, 8);
        return frame[..layout.Network].SequenceEqual(first[..layout.Network])
            && frame.Slice(layout.Network + at, length).SequenceEqual(first.Slice(layout.Network + at, length))
            && frame.Slice(layout.Transport, 4).SequenceEqual(first.Slice(_layout.Transport, 4));
    }

    /// <summary>Writes the headers of the super-frame.</summary>
    /// <param name="first">The frame that began the run.</param>
    /// <param name="headers">At least <see cref="HeaderLength"/> bytes.</param>
    /// <returns>What is left to do with it: the segmentation, and the checksum, whose field holds the pseudo-header's sum.</returns>
    public readonly VnetHeader WriteHeaders(ReadOnlySpan<byte> first, Span<byte> headers)
    {
        headers = headers[.._layout.Payload];
        first[.._layout.Payload].CopyTo(headers);
        int transportLength = _layout.Payload - _layout.Transport + PayloadLength;
        Span<byte> network = headers[_layout.Network..];
        if (_layout.IsIpV6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(network[4..], (ushort)transportLength);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(network[2..], (ushort)(PacketLayout.IpV4HeaderSize + transportLength));
            network[10..12].Clear();
            ushort checksum = InternetChecksum.Finish(InternetChecksum.Sum(network[..PacketLayout.IpV4HeaderSize]));
            MemoryMarshal.Write(network[10..], in checksum);
        }

        Span<byte> transport = headers[_layout.Transport..];
        if (_layout.IsTcp)
        {
            transport[13] |= _addedFlags;
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transportLength);
        }

        int field = _layout.IsTcp ? Segmenter.TcpChecksumOffset : Segmenter.UdpChecksumOffset;
        ushort sum = _layout.PseudoHeaderSum(headers, transportLength);
        MemoryMarshal.Write(transport[field..], in sum);
        GsoType type = !_layout.IsTcp ? GsoType.UdpL4 : _layout.IsIpV6 ? GsoType.TcpV6 : GsoType.TcpV4;
        return new VnetHeader(
            VnetHeader.NeedsChecksumFlag, type, (ushort)_layout.Payload, (ushort)SegmentSize, (ushort)_layout.Transport, (ushort)field);
    }

    // No options or extensions, no fragment, lengths that agree with the frame's, a payload, checksums that are right.
    private static bool IsPlain(ReadOnlySpan<byte> frame, VnetHeader vnet, PacketLayout layout)
    {
        ReadOnlySpan<byte> network = frame[layout.Network..];
        int networkHeader = layout.IsIpV6 ? PacketLayout.IpV6HeaderSize : PacketLayout.IpV4HeaderSize;
        int said = layout.IsIpV6
            ? PacketLayout.IpV6HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(network[4..])
            : BinaryPrimitives.ReadUInt16BigEndian(network[2..]);
        return layout.Transport - layout.Network == networkHeader
            && said == network.Length
            && frame.Length > layout.Payload
            && (layout.IsIpV6 || InternetChecksum.Sum(network[..PacketLayout.IpV4HeaderSize]) == 0xFFFF)
            && (layout.IsTcp || IsPlainUdp(frame[layout.Transport..]))
            && IsChecksumGood(frame, vnet, layout);
    }

    // A datagram without a checksum (0) could not be told apart after the split.
    private static bool IsPlainUdp(ReadOnlySpan<byte> datagram) =>
        BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) == datagram.Length
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[6..]) != 0;

    // One that is still to be finished is right by definition; a finished one is checked, or damage would be made good.
    private static bool IsChecksumGood(ReadOnlySpan<byte> frame, VnetHeader vnet, PacketLayout layout)
    {
        if (vnet.NeedsChecksum)
        {
            int field = layout.IsTcp ? Segmenter.TcpChecksumOffset : Segmenter.UdpChecksumOffset;
            return vnet.ChecksumStart == layout.Transport && vnet.ChecksumOffset == field;
        }

        ushort sum = layout.PseudoHeaderSum(frame, frame.Length - layout.Transport);
        return InternetChecksum.Add(sum, InternetChecksum.Sum(frame[layout.Transport..])) == 0xFFFF;
    }

    private bool HasSameNetworkHeader(ReadOnlySpan<byte> first, ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> a = first[_layout.Network..];
        ReadOnlySpan<byte> b = frame[_layout.Network..];
        if (_layout.IsIpV6)
        {
            return a[..4].SequenceEqual(b[..4]) && a[7] == b[7]; // traffic class, flow label; hop limit
        }

        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(a[6..]);
        return a[..2].SequenceEqual(b[..2]) // version, header length, type of service
            && flags == BinaryPrimitives.ReadUInt16BigEndian(b[6..])
            && a[8] == b[8] // time to live
            && HasNextId(BinaryPrimitives.ReadUInt16BigEndian(b[4..]), (flags & DontFragment) != 0);
    }

    // Identifications rise by one, or, where nobody may fragment, may all be the same.
    private bool HasNextId(ushort id, bool dontFragment)
    {
        if (Segments == 1 && dontFragment && id == _firstId)
        {
            _fixedId = true;
        }

        return id == (_fixedId ? _firstId : (ushort)(_firstId + Segments));
    }

    private readonly bool HasSameTcpHeader(ReadOnlySpan<byte> first, ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> a = first[_layout.Transport.._layout.Payload];
        ReadOnlySpan<byte> b = frame[_layout.Transport.._layout.Payload];
        return BinaryPrimitives.ReadUInt32BigEndian(b[4..]) == _nextSequence
            && a[8..13].SequenceEqual(b[8..13]) // acknowledgement, header length
            && (b[13] & Cwr) == 0
            && ((a[13] ^ b[13]) & ~(Fin | Psh)) == 0
            && a[14..16].SequenceEqual(b[14..16]) // window
            && a[18..].SequenceEqual(b[18..]); // urgent pointer, options
    }
}
