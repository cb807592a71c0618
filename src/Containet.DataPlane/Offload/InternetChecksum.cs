using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Offload;

/// <summary>
/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit words. A partial sum here is
/// 16 bits wide, kept in the byte order in which the words lie in memory, so that it can be stored as it is.
/// </summary>
public static class InternetChecksum
{
    /// <summary>The partial sum of bytes that begin at an even place of what is summed.</summary>
    /// <param name="bytes">Any number; an odd last one counts as the first half of a word.</param>
    public static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        nint left = bytes.Length;

        // Four independent sums, so that one addition does not wait for the carry of the one before.
        ulong s0 = 0;
        ulong s1 = 0;
        ulong s2 = 0;
        ulong s3 = 0;
        while (left >= 32)
        {
            s0 = AddWithCarry(s0, Unsafe.ReadUnaligned<ulong>(ref at));
            s1 = AddWithCarry(s1, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 8)));
            s2 = AddWithCarry(s2, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 16)));
            s3 = AddWithCarry(s3, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, 24)));
            at = ref Unsafe.Add(ref at, 32);
            left -= 32;
        }

        sum = AddWithCarry(AddWithCarry(s0, s1), AddWithCarry(s2, s3));
        while (left >= 8)
        {
            sum = AddWithCarry(sum, Unsafe.ReadUnaligned<ulong>(ref at));
            at = ref Unsafe.Add(ref at, 8);
            left -= 8;
        }

        // The last 1 to 7 bytes, each piece at an even place: headers end in 4 more often than not.
        if ((left & 4) != 0)
        {
            sum = AddWithCarry(sum, Unsafe.ReadUnaligned<uint>(ref at));
            at = ref Unsafe.Add(ref at, 4);
        }

        if ((left & 2) != 0)
        {
            sum = AddWithCarry(sum, Unsafe.ReadUnaligned<ushort>(ref at));
            at = ref Unsafe.Add(ref at, 2);
        }

        if ((left & 1) != 0)
        {
            sum = AddWithCarry(sum, BitConverter.IsLittleEndian ? at : (ulong)at << 8);
        }

        return Fold(sum);
    }

    /// <summary>The partial sum of two pieces that lie one behind the other.</summary>
    /// <param name="first">The sum of the first.</param>
    /// <param name="firstLength">Bytes of the first: behind an odd number the second's bytes change places.</param>
    /// <param name="second">The sum of the second.</param>
    public static ushort Concatenate(ushort first, int firstLength, ushort second) =>
        Add(first, (firstLength & 1) == 0 ? second : BinaryPrimitives.ReverseEndianness(second));

    /// <summary>The one's complement sum of two partial sums.</summary>
    public static ushort Add(ushort a, ushort b)
    {
        uint sum = (uint)a + b;
        return (ushort)(sum + (sum >> 16));
    }

    /// <summary>The sum of a number of 16 bits as it would lie in memory in network byte order.</summary>
    public static ushort OfNetworkOrder(ushort value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    /// <summary>The checksum to store, in the byte order of memory.</summary>
    public static ushort Finish(ushort sum) => (ushort)~sum;

    /// <summary>The checksum to store where 0 means "none" (UDP; RFC 768): 0 becomes its equal, 0xffff.</summary>
    public static ushort FinishNonZero(ushort sum) => sum == 0xFFFF ? (ushort)0xFFFF : (ushort)~sum;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong a, ulong b)
    {
        ulong sum = a + b;
        return sum + (sum < b ? 1ul : 0);
    }

    private static ushort Fold(ulong sum)
    {
        sum = (sum >> 32) + (sum & 0xFFFF_FFFF);
        sum = (sum >> 32) + (sum & 0xFFFF_FFFF);
        sum = (sum >> 16) + (sum & 0xFFFF);
        sum = (sum >> 16) + (sum & 0xFFFF);
        return (ushort)((sum >> 16) + (sum & 0xFFFF));
    }
}
