using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Containet.DataPlane.Forwarding;

/// <summary>
/// Compares the eight entries of a table's cache line at once: which slots hold an address, a word, nothing. Without
/// branches on where in the line something lies, which nobody could predict, so that look-ups of several frames overlap.
/// Bit 2i of an answer stands for slot i. Each entry is read whole, but not all at one moment: an answer is a hint, to be
/// confirmed by reading the slot itself.
/// <para>
/// Vectors of 128 bits, although processors have longer ones: these are what every x64 program may use, so that nothing is
/// asked at run time in a program compiled ahead of time, and a line is four of them.
/// </para>
/// </summary>
internal static class MacLine
{
    /// <summary>Entries of a line.</summary>
    public const int Slots = 8;

    /// <summary>Low bits of an entry that are not its address.</summary>
    public const int AddressShift = 16;

    /// <summary>Bits of an answer.</summary>
    public const int AnswerBits = 2 * Slots;

    private const uint OneBitASlot = 0x5555;

    /// <summary>The slots whose entry has an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WithAddress(ref ulong line, ulong address)
    {
        if (Sse2.IsSupported)
        {
            var wanted = Vector128.Create(address);
            return Join(
                Vector128.Equals(Pair(ref line, 0) >>> AddressShift, wanted),
                Vector128.Equals(Pair(ref line, 2) >>> AddressShift, wanted),
                Vector128.Equals(Pair(ref line, 4) >>> AddressShift, wanted),
                Vector128.Equals(Pair(ref line, 6) >>> AddressShift, wanted));
        }

        uint found = 0;
        for (int i = 0; i < Slots; i++)
        {
            found |= (Volatile.Read(ref Unsafe.Add(ref line, i)) >> AddressShift == address ? 1u : 0) << (2 * i);
        }

        return found;
    }

    /// <summary>The empty slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Empty(ref ulong line)
    {
        if (Sse2.IsSupported)
        {
            return Join(
                Vector128.Equals(Pair(ref line, 0), Vector128<ulong>.Zero),
                Vector128.Equals(Pair(ref line, 2), Vector128<ulong>.Zero),
                Vector128.Equals(Pair(ref line, 4), Vector128<ulong>.Zero),
                Vector128.Equals(Pair(ref line, 6), Vector128<ulong>.Zero));
        }

        uint found = 0;
        for (int i = 0; i < Slots; i++)
        {
            found |= (Volatile.Read(ref Unsafe.Add(ref line, i)) == 0 ? 1u : 0) << (2 * i);
        }

        return found;
    }

    /// <summary>The first slot of an answer that is not 0; of the answers of two lines, the second shifted by <see cref="AnswerBits"/>, 0 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int First(uint answer) => BitOperations.TrailingZeroCount(answer) / 2;

    // Processors read each aligned 8 bytes of a vector whole.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Pair(ref ulong line, nuint slot) => Vector128.LoadUnsafe(ref line, slot);

    // All ones or zeros in each 64 bits of four vectors: two bytes a slot after packing twice, and a bit a byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Join(Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d)
    {
        Vector128<short> low = Sse2.PackSignedSaturate(a.AsInt32(), b.AsInt32());
        Vector128<short> high = Sse2.PackSignedSaturate(c.AsInt32(), d.AsInt32());
        return (uint)Sse2.MoveMask(Sse2.PackSignedSaturate(low, high)) & OneBitASlot;
    }
}
