using System.Buffers.Binary;
using Containet.DataPlane.Offload;

namespace Containet.Fuzz.Frames;

/// <summary>
/// A finished frame without what putting together and cutting may change: checksums (a false one that was still to be finished
/// comes out right) and the identification where nobody may fragment. Two that are equal are one frame.
/// </summary>
internal static class CanonicalFrame
{
    /// <summary>A number that equal frames share, and hardly any others.</summary>
    public static ulong Identity(byte[] frame)
    {
        byte[] plain = (byte[])frame.Clone();
        if (PacketLayout.TryParse(plain, out PacketLayout layout))
        {
            plain.AsSpan(layout.Transport + (layout.IsTcp ? 16 : 6), 2).Clear();
            if (!layout.IsIpV6)
            {
                plain.AsSpan(layout.Network + 10, 2).Clear();
                if ((plain[layout.Network + 6] & 0x40) != 0)
                {
                    plain.AsSpan(layout.Network + 4, 2).Clear();
                }
            }
        }

        return Hash(plain);
    }

    /// <summary>A number that the frames share between which order is kept: those of a flow; all that are no plain packets.</summary>
    public static ulong Flow(byte[] frame)
    {
        if (!PacketLayout.TryParse(frame, out PacketLayout layout))
        {
            return 0;
        }

        ReadOnlySpan<byte> addresses = layout.IsIpV6 ? frame.AsSpan(layout.Network + 8, 32) : frame.AsSpan(layout.Network + 12, 8);
        return Hash([.. frame.AsSpan(0, layout.Network), .. addresses, .. frame.AsSpan(layout.Transport, 4), layout.IsTcp ? (byte)1 : (byte)0]);
    }

    // FNV-1a, eight bytes at a time.
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325 ^ (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 0x9E37_79B9_7F4A_7C15;
            hash ^= hash >> 29;
        }

        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 0x100_0000_01B3;
        }

        return hash;
    }
}
