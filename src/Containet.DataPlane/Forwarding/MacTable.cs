using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Forwarding;

/// <summary>
/// Which port a station is at: a lock-free open-addressing hash table that any number of threads read and teach at once.
/// <para>
/// An entry is one 64-bit word: 48 bits of address, 12 of port, 4 of age; 0 is an empty slot. A word is read with one load
/// and changed with one compare-and-swap, so that it is always whole. An address may lie in one of 16 slots: the cache line
/// that its hash names and the line's neighbour in the same 128-byte pair. Nothing is ever looked for elsewhere, so a
/// probe is bounded, deleting needs no tombstone, and a full neighbourhood gives up its oldest entry; a pinned one never.
/// The hash multiplies by a secret odd number (multiply-shift, universal), so that nobody can aim at a neighbourhood.
/// </para>
/// <para>
/// Two threads that learn one new address at once may put it into two slots. Both look again after inserting and clear the
/// later slot, so that one entry stays; a reader always takes the first.
/// </para>
/// <para>
/// Age is the number of the epoch (modulo 14) in which the station was last seen; 15 means pinned. Whoever owns the clock
/// calls <see cref="AdvanceEpoch"/> once an epoch, which also clears what has not been seen for more than 8 epochs. No
/// entry has a timer, and a frame from a known station costs a read and no write until the epoch changes.
/// </para>
/// </summary>
public sealed class MacTable
{
    /// <summary>The greatest port number an entry can hold; 0 stands for no port.</summary>
    public const int MaxPort = (1 << PortBits) - 1;

    /// <summary>An address not seen for more than this many epochs is forgotten.</summary>
    public const int ExpiryEpochs = 8;

    private const int PortBits = 12;
    private const int AgeBits = 4;
    private const int AddressShift = PortBits + AgeBits;
    private const ulong AgeMask = (1 << AgeBits) - 1;

    // Ages run modulo 14: enough that 8 epochs of life and the sweep after them never meet themselves again.
    private const int EpochCycle = 14;
    private const ulong PinnedAge = 15;

    private const int LineSlots = 8;
    private const int Attempts = 4;

    private readonly ulong[] _slots;
    private readonly nint _first;
    private readonly int _shift;
    private readonly ulong _multiplier;
    private int _epoch;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Slots, a power of two from 16 to 2^27. Up to half of them fill without evictions in practice.</param>
    /// <param name="secret">Seeds the hash; any number does.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not a power of two in that range.</exception>
    public unsafe MacTable(int capacity, ulong secret)
    {
        if (capacity < 2 * LineSlots || capacity > 1 << 27 || !BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A table's capacity is a power of two from 16 to 2^27.");
        }

        // 16 slots more than asked, so that the first slot can lie at a multiple of 128 bytes: pairs of cache lines.
        _slots = GC.AllocateArray<ulong>(capacity + 16, pinned: true);

        // Safe: the array is pinned for life; only its address is looked at.
        fixed (ulong* start = _slots)
        {
            _first = (nint)((128 - ((ulong)start & 127)) & 127) / sizeof(ulong);
        }

        Capacity = capacity;
        _shift = 64 - BitOperations.Log2((uint)capacity / LineSlots);
        _multiplier = Mix(secret) | 1;
    }

    /// <summary>Slots in all.</summary>
    public int Capacity { get; }

    /// <summary>The port that an address is at. Any thread.</summary>
    /// <returns>0 if the address is not known.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lookup(MacAddress address)
    {
        ref ulong line = ref Line(address, 0);
        int port = FindInLine(ref line, address.Value);
        return port != 0 ? port : FindInLine(ref Line(address, 1), address.Value);
    }

    /// <summary>Notes that a station was seen at a port. Any thread; the usual case is a read and no write.</summary>
    /// <param name="address">A unicast address, not zero: the caller has checked.</param>
    /// <param name="port">1 to <see cref="MaxPort"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LearnResult Learn(MacAddress address, int port)
    {
        ulong word = Word(address, port, (ulong)(uint)Volatile.Read(ref _epoch));

        // The word as it is when the station is where it was: the first slot of a lightly filled line holds it mostly.
        ref ulong line = ref Line(address, 0);
        for (int i = 0; i < LineSlots; i++)
        {
            ulong slot = Volatile.Read(ref Unsafe.Add(ref line, i));
            if (slot == word)
            {
                return LearnResult.Known;
            }

            if (slot == 0)
            {
                break;
            }
        }

        return LearnSlow(address, word);
    }

    /// <summary>Puts an address at a port for good: it does not age, move, or give way. Control only.</summary>
    /// <returns>False if its neighbourhood is full of pinned addresses.</returns>
    public bool Pin(MacAddress address, int port)
    {
        ulong word = Word(address, port, PinnedAge);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int match, int free, int oldest) = Search(address);
            int target = match >= 0 ? match : free >= 0 ? free : oldest;
            if (target < 0)
            {
                return false;
            }

            ref ulong slot = ref Slot(address, target);
            ulong seen = Volatile.Read(ref slot);
            if ((match < 0 || SameAddress(seen, address)) && Interlocked.CompareExchange(ref slot, word, seen) == seen)
            {
                RemoveDuplicates(address);
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets everything at a port, pinned or not. Any thread; nobody may still be learning for that port.</summary>
    /// <param name="port">The port's number.</param>
    /// <returns>How many addresses were there.</returns>
    public int Purge(int port)
    {
        int purged = 0;
        for (int i = 0; i < Capacity; i++)
        {
            ref ulong slot = ref _slots[_first + i];
            ulong word = Volatile.Read(ref slot);
            if (word != 0 && PortOf(word) == port && Interlocked.CompareExchange(ref slot, 0, word) == word)
            {
                purged++;
            }
        }

        return purged;
    }

    /// <summary>
    /// Begins the next epoch and forgets what is older than <see cref="ExpiryEpochs"/>. One thread only: the one that owns the clock.
    /// </summary>
    /// <returns>How many addresses were forgotten.</returns>
    public int AdvanceEpoch()
    {
        Volatile.Write(ref _epoch, (_epoch + 1) % EpochCycle);
        int expired = 0;
        for (int i = 0; i < Capacity; i++)
        {
            ref ulong slot = ref _slots[_first + i];
            ulong word = Volatile.Read(ref slot);
            if (word != 0 && AgeOf(word) > ExpiryEpochs && Interlocked.CompareExchange(ref slot, 0, word) == word)
            {
                expired++;
            }
        }

        return expired;
    }

    /// <summary>What is known now. Any thread; allocates.</summary>
    public IReadOnlyList<MacEntry> Entries()
    {
        var entries = new List<MacEntry>();
        for (int i = 0; i < Capacity; i++)
        {
            ulong word = Volatile.Read(ref _slots[_first + i]);
            if (word != 0)
            {
                entries.Add(new MacEntry(new MacAddress(word >> AddressShift), PortOf(word), AgeOf(word), IsPinned(word)));
            }
        }

        return entries;
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a secret with few bits set still makes a dense multiplier.
    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private static ulong Word(MacAddress address, int port, ulong age) =>
        (address.Value << AddressShift) | ((ulong)(uint)port << AgeBits) | age;

    private static int PortOf(ulong word) => (int)(word >> AgeBits) & MaxPort;

    private static bool IsPinned(ulong word) => (word & AgeMask) == PinnedAge;

    private static bool SameAddress(ulong word, MacAddress address) => word >> AddressShift == address.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindInLine(ref ulong line, ulong address)
    {
        for (int i = 0; i < LineSlots; i++)
        {
            ulong word = Volatile.Read(ref Unsafe.Add(ref line, i));
            if (word >> AddressShift == address)
            {
                return PortOf(word);
            }
        }

        return 0;
    }

    // Epochs since the word was written; 0 for a pinned one.
    private int AgeOf(ulong word) =>
        IsPinned(word) ? 0 : (_epoch - (int)(word & AgeMask) + EpochCycle) % EpochCycle;

    // Which: 0 for the line that the hash names, 1 for the other of its pair.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Line(MacAddress address, nuint which)
    {
        nuint line = (nuint)((address.Value * _multiplier) >> _shift) ^ which;

        // Safe: the shift leaves as many bits as there are lines, and a line's neighbour is within the same pair.
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), _first + (nint)(line * LineSlots));
    }

    private ref ulong Slot(MacAddress address, int index) =>
        ref Unsafe.Add(ref Line(address, (nuint)(index / LineSlots)), index % LineSlots);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LearnResult LearnSlow(MacAddress address, ulong word)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int match, int free, int oldest) = Search(address);
            if (match >= 0)
            {
                ref ulong slot = ref Slot(address, match);
                ulong seen = Volatile.Read(ref slot);
                if (!SameAddress(seen, address))
                {
                    continue; // it went away meanwhile
                }

                bool samePort = PortOf(seen) == PortOf(word);
                if (seen == word || (IsPinned(seen) && samePort))
                {
                    return LearnResult.Known;
                }

                if (IsPinned(seen))
                {
                    return LearnResult.Refused;
                }

                if (Interlocked.CompareExchange(ref slot, word, seen) == seen)
                {
                    return samePort ? LearnResult.Known : LearnResult.Moved;
                }

                continue;
            }

            int target = free >= 0 ? free : oldest;
            if (target < 0)
            {
                return LearnResult.Skipped;
            }

            ref ulong place = ref Slot(address, target);
            ulong old = free >= 0 ? 0 : Volatile.Read(ref place);
            if (!IsPinned(old) && Interlocked.CompareExchange(ref place, word, old) == old)
            {
                RemoveDuplicates(address);
                return LearnResult.Learned;
            }
        }

        return LearnResult.Skipped;
    }

    // Over both lines: the first slot with the address, the first empty one, the oldest that may be evicted; −1 for none.
    private (int Match, int Free, int Oldest) Search(MacAddress address)
    {
        int free = -1;
        int oldest = -1;
        int oldestAge = -1;
        for (int i = 0; i < 2 * LineSlots; i++)
        {
            ulong word = Volatile.Read(ref Slot(address, i));
            if (word == 0)
            {
                free = free < 0 ? i : free;
            }
            else if (SameAddress(word, address))
            {
                return (i, free, oldest);
            }
            else if (!IsPinned(word) && AgeOf(word) > oldestAge)
            {
                oldestAge = AgeOf(word);
                oldest = i;
            }
        }

        return (-1, free, oldest);
    }

    // Keeps one entry of the address: a pinned one if there is one, else the first. Every thread that inserted follows the
    // same rule, so they agree on which stays.
    private void RemoveDuplicates(MacAddress address)
    {
        int keep = -1;
        bool keepPinned = false;
        for (int i = 0; i < 2 * LineSlots; i++)
        {
            ref ulong slot = ref Slot(address, i);
            ulong word = Volatile.Read(ref slot);
            if (!SameAddress(word, address))
            {
                continue;
            }

            if (keep < 0)
            {
                keep = i;
                keepPinned = IsPinned(word);
            }
            else if (IsPinned(word) && !keepPinned)
            {
                Clear(address, keep);
                keep = i;
                keepPinned = true;
            }
            else
            {
                Interlocked.CompareExchange(ref slot, 0, word);
            }
        }
    }

    private void Clear(MacAddress address, int index)
    {
        ref ulong slot = ref Slot(address, index);
        ulong word = Volatile.Read(ref slot);
        if (SameAddress(word, address) && !IsPinned(word))
        {
            Interlocked.CompareExchange(ref slot, 0, word);
        }
    }
}
