using System.Buffers.Binary;

namespace Containet.DataPlane.Tests.Offload;

/// <summary>Builds TCP and UDP frames of any header shape, and checks checksums the plain way.</summary>
internal sealed record PacketBuilder
{
    public int VlanTags { get; init; }

    public bool IpV6 { get; init; }

    public bool Tcp { get; init; }

    /// <summary>Bytes of IPv4 options (a multiple of 4, up to 40) or of an IPv6 destination-options header (a multiple of 8).</summary>
    public int NetworkOptions { get; init; }

    /// <summary>Bytes of TCP options, a multiple of 4 up to 40.</summary>
    public int TcpOptions { get; init; }

    public byte TcpFlags { get; init; } = 0x10;

    public int NetworkOffset => 14 + (4 * VlanTags);

    public int TransportOffset => NetworkOffset + (IpV6 ? 40 : 20) + NetworkOptions;

    public int PayloadOffset => TransportOffset + (Tcp ? 20 + TcpOptions : 8);

    /// <summary>A shape from a random number.</summary>
    public static PacketBuilder FromSeed(int seed)
    {
        var random = new Random(seed);
        bool v6 = random.Next(2) == 0;
        return new PacketBuilder
        {
            VlanTags = random.Next(3),
            IpV6 = v6,
            Tcp = random.Next(2) == 0,
            NetworkOptions = random.Next(3) > 0 ? 0 : v6 ? 8 * random.Next(1, 4) : 4 * random.Next(1, 11),
            TcpOptions = 4 * random.Next(11),
            TcpFlags = (byte)random.Next(256),
        };
    }

    /// <summary>The frame with everything but checksums right, as a sender with offloads makes it.</summary>
    public byte[] Build(ReadOnlySpan<byte> payload, Random random)
    {
        byte[] frame = new byte[PayloadOffset + payload.Length];
        random.NextBytes(frame.AsSpan(0, PayloadOffset));
        frame[0] &= 0xFE;
        frame[6] &= 0xFE;
        ushort type = IpV6 ? (ushort)0x86DD : (ushort)0x0800;
        for (int tag = 0; tag < VlanTags; tag++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12 + (4 * tag)), tag == 0 && VlanTags == 2 ? (ushort)0x88A8 : (ushort)0x8100);
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(NetworkOffset - 2), type);
        WriteNetwork(frame.AsSpan(NetworkOffset), payload.Length);
        WriteTransport(frame.AsSpan(TransportOffset), payload.Length);
        payload.CopyTo(frame.AsSpan(PayloadOffset));
        return frame;
    }

    /// <summary>Puts the sum of the pseudo-header where the checksum goes, as a sender with offloads does.</summary>
    public void PreparePartialChecksum(Span<byte> frame)
    {
        Span<byte> field = frame[(TransportOffset + (Tcp ? 16 : 6))..];
        BinaryPrimitives.WriteUInt16BigEndian(field, PlainSum(PseudoHeader(frame)));
    }

    /// <summary>Whether the checksums and lengths of a finished frame are right.</summary>
    public bool IsRight(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> network = frame[NetworkOffset..];
        if (!IpV6 && PlainSum(network[..(20 + NetworkOptions)].ToArray()) != 0xFFFF)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(network[(IpV6 ? 4 : 2)..]) + (IpV6 ? 40 : 0);
        bool udpLength = Tcp || BinaryPrimitives.ReadUInt16BigEndian(frame[(TransportOffset + 4)..]) == frame.Length - TransportOffset;
        byte[] all = [.. PseudoHeader(frame), .. frame[TransportOffset..]];
        return length == network.Length && udpLength && PlainSum(all) == 0xFFFF;
    }

    /// <summary>RFC 1071, word by word.</summary>
    public static ushort PlainSum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (uint)((bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0));
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)sum;
    }

    private byte[] PseudoHeader(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> addresses = IpV6 ? frame.Slice(NetworkOffset + 8, 32) : frame.Slice(NetworkOffset + 12, 8);
        int length = frame.Length - TransportOffset;
        return [.. addresses, 0, Tcp ? (byte)6 : (byte)17, (byte)(length >> 8), (byte)length];
    }

    private void WriteNetwork(Span<byte> network, int payload)
    {
        int transport = (Tcp ? 20 + TcpOptions : 8) + payload;
        byte protocol = Tcp ? (byte)6 : (byte)17;
        if (!IpV6)
        {
            network[0] = (byte)(0x40 | (5 + (NetworkOptions / 4)));
            BinaryPrimitives.WriteUInt16BigEndian(network[2..], (ushort)(20 + NetworkOptions + transport));
            network[6] = 0x40;
            network[7] = 0;
            network[9] = protocol;
            network[10..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(network[10..], (ushort)~PlainSum(network[..(20 + NetworkOptions)]));
            return;
        }

        network[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(network[4..], (ushort)(NetworkOptions + transport));
        network[6] = NetworkOptions > 0 ? (byte)60 : protocol;
        if (NetworkOptions > 0)
        {
            network[40] = protocol;
            network[41] = (byte)((NetworkOptions / 8) - 1);
        }
    }

    private void WriteTransport(Span<byte> transport, int payload)
    {
        if (Tcp)
        {
            transport[12] = (byte)((5 + (TcpOptions / 4)) << 4);
            transport[13] = TcpFlags;
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)(8 + payload));
        }
    }
}
