using System.Buffers.Binary;

namespace Containet.DataPlane.Offload;

/// <summary>
/// Where the headers of a frame lie: Ethernet with up to two VLAN tags, IPv4 or IPv6, TCP or UDP. Nothing a frame says of
/// its own lengths is believed before it has been compared with what is there.
/// </summary>
/// <param name="Network">Where the IP header begins.</param>
/// <param name="Transport">Where the TCP or UDP header begins.</param>
/// <param name="Payload">Where what they carry begins.</param>
/// <param name="IsIpV6">IPv6; else IPv4.</param>
/// <param name="IsTcp">TCP; else UDP.</param>
public readonly record struct PacketLayout(int Network, int Transport, int Payload, bool IsIpV6, bool IsTcp)
{
    /// <summary>Bytes of an IPv4 header without options.</summary>
    public const int IpV4HeaderSize = 20;

    /// <summary>Bytes of an IPv6 header without extensions.</summary>
    public const int IpV6HeaderSize = 40;

    /// <summary>Bytes of a UDP header.</summary>
    public const int UdpHeaderSize = 8;

    /// <summary>Bytes of a TCP header without options.</summary>
    public const int TcpHeaderSize = 20;

    private const int EthernetHeaderSize = 14;
    private const int VlanTagSize = 4;
    private const int MaxVlanTags = 2;
    private const int MaxExtensions = 8;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    /// <summary>Looks.</summary>
    /// <param name="frame">The frame's first bytes: all of them, or at least all its headers.</param>
    /// <param name="layout">Where things lie.</param>
    /// <returns>False if it is anything but an unfragmented TCP or UDP packet with all headers in <paramref name="frame"/>.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, out PacketLayout layout)
    {
        layout = default;
        int network = EthernetHeaderSize;
        if (frame.Length < network)
        {
            return false;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        for (int tags = 0; tags < MaxVlanTags && type is 0x8100 or 0x88A8; tags++)
        {
            network += VlanTagSize;
            if (frame.Length < network)
            {
                return false;
            }

            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(network - 2)..]);
        }

        return type switch
        {
            0x0800 => TryParseIpV4(frame, network, out layout),
            0x86DD => TryParseIpV6(frame, network, out layout),
            _ => false,
        };
    }

    /// <summary>A number that all frames of a flow to a port share, and few others.</summary>
    /// <param name="frame">The frame, or its headers.</param>
    /// <param name="port">The port that it goes to.</param>
    /// <param name="secret">What it is mixed with, so that nobody outside can tell which flows share one.</param>
    public uint FlowHash(ReadOnlySpan<byte> frame, int port, ulong secret)
    {
        // The last half of the source address, the first of the destination's and the ports: what differs between flows.
        ulong addresses = BinaryPrimitives.ReadUInt64LittleEndian(frame[(Network + (IsIpV6 ? 20 : 12))..]);
        uint ports = BinaryPrimitives.ReadUInt32LittleEndian(frame[Transport..]);

        // Two rounds: the first carries every bit upwards, the second brings the upper ones down again.
        ulong mixed = (addresses ^ ((ulong)ports << 32 | ports) ^ (uint)port) * (secret | 1);
        mixed = (mixed ^ (mixed >> 32)) * 0x9E37_79B9_7F4A_7C15;
        return (uint)(mixed >> 32);
    }

    /// <summary>The partial sum of the pseudo-header (RFC 768, RFC 9293, RFC 8200 section 8.1).</summary>
    /// <param name="frame">The frame, or its headers.</param>
    /// <param name="transportLength">Bytes of the TCP or UDP header and what it carries.</param>
    public ushort PseudoHeaderSum(ReadOnlySpan<byte> frame, int transportLength)
    {
        ReadOnlySpan<byte> addresses = IsIpV6 ? frame.Slice(Network + 8, 32) : frame.Slice(Network + 12, 8);
        ushort sum = InternetChecksum.Sum(addresses);
        sum = InternetChecksum.Add(sum, InternetChecksum.OfNetworkOrder((ushort)transportLength));
        return InternetChecksum.Add(sum, InternetChecksum.OfNetworkOrder(IsTcp ? Tcp : Udp));
    }

    private static bool TryParseIpV4(ReadOnlySpan<byte> frame, int network, out PacketLayout layout)
    {
        layout = default;
        if (frame.Length < network + IpV4HeaderSize || frame[network] >> 4 != 4)
        {
            return false;
        }

        int headerLength = (frame[network] & 15) * 4;
        bool fragment = (BinaryPrimitives.ReadUInt16BigEndian(frame[(network + 6)..]) & 0x3FFF) != 0;
        return headerLength >= IpV4HeaderSize && !fragment
            && TryParseTransport(frame, network, network + headerLength, frame[network + 9], isIpV6: false, out layout);
    }

    private static bool TryParseIpV6(ReadOnlySpan<byte> frame, int network, out PacketLayout layout)
    {
        layout = default;
        if (frame.Length < network + IpV6HeaderSize || frame[network] >> 4 != 6)
        {
            return false;
        }

        byte next = frame[network + 6];
        int transport = network + IpV6HeaderSize;
        for (int i = 0; i < MaxExtensions && next is 0 or 60; i++)
        {
            // Hop-by-hop and destination options (a routing header changes the pseudo-header; nothing is lost by leaving such packets alone): next header, then the length in units of 8 bytes after the first 8.
            if (frame.Length < transport + 8)
            {
                return false;
            }

            next = frame[transport];
            transport += 8 + (frame[transport + 1] * 8);
        }

        return TryParseTransport(frame, network, transport, next, isIpV6: true, out layout);
    }

    private static bool TryParseTransport(
        ReadOnlySpan<byte> frame, int network, int transport, byte protocol, bool isIpV6, out PacketLayout layout)
    {
        layout = default;
        int headerLength = UdpHeaderSize;
        if (protocol == Tcp && frame.Length >= transport + TcpHeaderSize)
        {
            headerLength = (frame[transport + 12] >> 4) * 4;
        }
        else if (protocol != Udp)
        {
            return false;
        }

        bool isTcp = protocol == Tcp;
        if (headerLength < (isTcp ? TcpHeaderSize : UdpHeaderSize) || frame.Length < transport + headerLength)
        {
            return false;
        }

        layout = new PacketLayout(network, transport, transport + headerLength, isIpV6, isTcp);
        return true;
    }
}
