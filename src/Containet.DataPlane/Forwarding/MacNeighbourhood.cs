using System.Numerics;
using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Forwarding;

/// <summary>
/// The 16 slots in which an address may lie: 0 to 7 in the line that its hash names, 8 to 15 in the line's neighbour. Other
/// threads change them at any time, so what is found is confirmed by the compare-and-swap that builds on it.
/// </summary>
internal readonly ref struct MacNeighbourhood
{
    private const int Size = 2 * MacLine.Slots;

    private readonly ref ulong _home;
    private readonly ref ulong _other;

    /// <summary>Names one by its two lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MacNeighbourhood(ref ulong home, ref ulong other)
    {
        _home = ref home;
        _other = ref other;
    }

    /// <summary>A slot.</summary>
    /// <param name="slot">0 to 15.</param>
    public ref ulong this[int slot] => ref Unsafe.Add(ref slot < MacLine.Slots ? ref _home : ref _other, slot % MacLine.Slots);

    /// <summary>The first slot with the address, and the first empty one; −1 for none.</summary>
    public (int Match, int Free) Search(MacAddress address)
    {
        uint found = WithAddress(address);
        uint empty = MacLine.Empty(ref _home) | (MacLine.Empty(ref _other) << MacLine.AnswerBits);
        return (found == 0 ? -1 : MacLine.First(found), empty == 0 ? -1 : MacLine.First(empty));
    }

    /// <summary>The slot of the oldest entry that may be evicted; −1 if all are pinned.</summary>
    /// <param name="ages">Tells how old an entry is.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Oldest(MacAges ages)
    {
        int oldest = -1;
        int oldestAge = -1;
        for (int i = 0; i < Size; i++)
        {
            ulong word = Volatile.Read(ref this[i]);
            if (word != 0 && !MacWord.IsPinned(word) && ages.Of(word) > oldestAge)
            {
                oldestAge = ages.Of(word);
                oldest = i;
            }
        }

        return oldest;
    }

    /// <summary>
    /// Looks again after an insertion: the compare-and-swap before it is a full fence, so that of two threads that insert one
    /// address at once, the later sees both. One entry stays: a pinned one if there is one, else the first; every thread that
    /// inserted follows the same rule, so they agree on which.
    /// </summary>
    public void RemoveDuplicates(MacAddress address)
    {
        if (BitOperations.PopCount(WithAddress(address)) > 1)
        {
            KeepOne(address);
        }
    }

    private uint WithAddress(MacAddress address) =>
        MacLine.WithAddress(ref _home, address.Value) | (MacLine.WithAddress(ref _other, address.Value) << MacLine.AnswerBits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void KeepOne(MacAddress address)
    {
        int keep = -1;
        bool keepPinned = false;
        for (int i = 0; i < Size; i++)
        {
            ref ulong slot = ref this[i];
            ulong word = Volatile.Read(ref slot);
            if (!MacWord.Has(word, address))
            {
                continue;
            }

            if (keep < 0)
            {
                keep = i;
                keepPinned = MacWord.IsPinned(word);
            }
            else if (MacWord.IsPinned(word) && !keepPinned)
            {
                ClearUnpinned(keep, address);
                keep = i;
                keepPinned = true;
            }
            else
            {
                Interlocked.CompareExchange(ref slot, 0, word);
            }
        }
    }

    private void ClearUnpinned(int index, MacAddress address)
    {
        ref ulong slot = ref this[index];
        ulong word = Volatile.Read(ref slot);
        if (MacWord.Has(word, address) && !MacWord.IsPinned(word))
        {
            Interlocked.CompareExchange(ref slot, 0, word);
        }
    }
}
