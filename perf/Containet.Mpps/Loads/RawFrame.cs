using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Containet.Mpps.Loads;

/// <summary>
/// The raw generator's frame: Ethernet, IPv4, UDP with a right checksum, and a <see cref="Payload"/>; 60 bytes, 64 on a wire.
/// </summary>
internal static class RawFrame
{
    /// <summary>Bytes.</summary>
    public const int Size = PayloadOffset + Payload.Size;

    /// <summary>Where the payload begins.</summary>
    public const int PayloadOffset = 14 + 20 + 8;

    /// <summary>Where the UDP destination port is.</summary>
    public const int PortOffset = 36;

    private const int UdpLength = 8 + Payload.Size;
    private const int ChecksumOffset = 40;

    /// <summary>Writes everything but the payload and the UDP checksum.</summary>
    public static void WriteHeaders(Span<byte> frame, IPAddress from, IPAddress to, ushort port)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], 0x0800);
        Span<byte> ip = frame[14..34];
        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], 20 + UdpLength);
        ip[6] = 0x40; // do not fragment
        ip[8] = 64;
        ip[9] = 17;
        from.TryWriteBytes(ip[12..], out _);
        to.TryWriteBytes(ip[16..], out _);
        MemoryMarshal.Write(ip[10..], (ushort)~Fold(Sum(ip)));
        BinaryPrimitives.WriteUInt16BigEndian(frame[34..], port);
        BinaryPrimitives.WriteUInt16BigEndian(frame[PortOffset..], port);
        BinaryPrimitives.WriteUInt16BigEndian(frame[38..], UdpLength);
    }

    /// <summary>The sum of what the UDP checksum covers beside the payload, for <see cref="WriteChecksum"/>.</summary>
    public static uint HeaderSum(ReadOnlySpan<byte> frame)
    {
        Span<byte> pseudo = stackalloc byte[4];
        pseudo[1] = 17;
        BinaryPrimitives.WriteUInt16BigEndian(pseudo[2..], UdpLength);
        return Sum(frame[26..40]) + Sum(pseudo);
    }

    /// <summary>Writes the UDP checksum over the payload that is there.</summary>
    public static void WriteChecksum(Span<byte> frame, uint headerSum)
    {
        // RFC 768: zero means that there is none, so a sum of zero is sent as its other form.
        ushort sum = (ushort)~Fold(headerSum + Sum(frame[PayloadOffset..Size]));
        MemoryMarshal.Write(frame[ChecksumOffset..], sum == 0 ? (ushort)0xffff : sum);
    }

    // RFC 1071: the sum may be taken in any byte order, if it is written in the same.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        foreach (ushort word in MemoryMarshal.Cast<byte, ushort>(bytes))
        {
            sum += word;
        }

        return sum;
    }

    private static uint Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        return (sum & 0xffff) + (sum >> 16);
    }
}
