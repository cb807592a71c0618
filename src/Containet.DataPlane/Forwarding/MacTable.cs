using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
public sealed partial class MacTable
{
    /// <summary>The greatest port number an entry can hold; 0 stands for no port.</summary>
    public const int MaxPort = (1 << MacWord.PortBits) - 1;

    /// <summary>An address not seen for more than this many epochs is forgotten.</summary>
    public const int ExpiryEpochs = 8;

    private const int LargestNear = 1 << 17; // slots: 1 MB

    private const int LineSlots = MacLine.Slots;
    private const int Attempts = 4;
    private const int Sample = 1024; // slots: a share of half is told to within a few percent

    private readonly ulong[] _slots;
    private readonly nint _first;
    private readonly int _shift;
    private readonly ulong _multiplier;
    private readonly LearnedCounts _learned;
    private int _epoch;
    private int _evictions;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Slots, a power of two from 16 to 2^27. Up to half of them fill without evictions in practice.</param>
    /// <param name="secret">Seeds the hash; any number does.</param>
    /// <param name="advise">
    /// Called with the table's memory before it is touched, to ask for huge pages: in a large table each look-up would miss
    /// the TLB of small ones.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not a power of two in that range.</exception>
    public MacTable(int capacity, ulong secret, Action<Span<byte>>? advise = null)
        : this(capacity, new LearnedCounts(), advise) => _multiplier = Mix(secret) | 1;

    private unsafe MacTable(int capacity, LearnedCounts learned, Action<Span<byte>>? advise)
    {
        if (capacity < 2 * LineSlots || capacity > 1 << 27 || !BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A table's capacity is a power of two from 16 to 2^27.");
        }

        // More slots than asked, so that the first one can lie at a multiple of 128 bytes: pairs of cache lines.
        _slots = GC.AllocateUninitializedArray<ulong>(capacity + (2 * LineSlots), pinned: true);
        advise?.Invoke(MemoryMarshal.AsBytes(_slots.AsSpan()));
        Array.Clear(_slots);

        // Safe: the array is pinned for life; only its address is looked at.
        fixed (ulong* start = _slots)
        {
            _first = (nint)((128 - ((ulong)start & 127)) & 127) / sizeof(ulong);
        }

        Capacity = capacity;
        _learned = learned;
        _shift = 64 - BitOperations.Log2((uint)capacity / LineSlots);
    }

    private MacTable(MacTable smaller, Action<Span<byte>>? advise)
        : this(2 * smaller.Capacity, new LearnedCounts(smaller._learned), advise)
    {
        _multiplier = smaller._multiplier;
        _epoch = smaller._epoch;
    }

    /// <summary>Slots in all.</summary>
    public int Capacity { get; }

    /// <summary>How many addresses gave way to others because their neighbourhood was full; no more than roughly.</summary>
    public int Evictions => Volatile.Read(ref _evictions);

    /// <summary>
    /// Whether addresses give way, or soon will: more than half of its slots are taken, as a sample of them tells. Any thread.
    /// </summary>
    public bool IsCrowded
    {
        get
        {
            int step = (Capacity / Sample) | 1; // odd, so that every place in a line is looked at: the first ones fill first
            int taken = 0;
            for (int i = 0; i < Capacity; i += step)
            {
                taken += Volatile.Read(ref _slots[_first + i]) != 0 ? 1 : 0;
            }

            return Evictions > 0 || 2 * taken * step > Capacity;
        }
    }

    /// <summary>Whether it is larger than the caches near a core, so that <see cref="Prefetch"/> pays (measured).</summary>
    public bool IsLarge => Capacity > LargestNear;

    /// <summary>The port that an address is at. Any thread.</summary>
    /// <returns>0 if the address is not known.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Lookup(MacAddress address)
    {
        nint home = Home(address);
        ref ulong line = ref Line(home);
        uint found = MacLine.WithAddress(ref line, address.Value);
        if (found == 0)
        {
            line = ref Line(home ^ 1);
            found = MacLine.WithAddress(ref line, address.Value);
            if (found == 0)
            {
                return 0;
            }
        }

        ulong word = Volatile.Read(ref Unsafe.Add(ref line, MacLine.First(found)));
        return MacWord.Has(word, address) ? MacWord.Port(word) : 0; // 0: it went away in between
    }

    /// <summary>Notes that a station was seen at a port. Any thread; the usual case is a read and no write.</summary>
    /// <param name="address">A unicast address, not zero: the caller has checked.</param>
    /// <param name="port">1 to <see cref="MaxPort"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LearnResult Learn(MacAddress address, int port)
    {
        ulong word = MacWord.Of(address, port, (ulong)(uint)Volatile.Read(ref _epoch));
        ref ulong line = ref Line(Home(address));
        uint found = MacLine.WithAddress(ref line, address.Value);
        if (found != 0)
        {
            // As it is when the station is where it was: seen in this epoch, or pinned.
            ulong slot = Volatile.Read(ref Unsafe.Add(ref line, MacLine.First(found)));
            if (slot == word || slot == (word | MacWord.PinnedAge))
            {
                return LearnResult.Known;
            }
        }

        return LearnSlow(address, word);
    }

    /// <summary>
    /// Has the processor fetch where an address would lie, for a look-up or learning a little later: for a whole batch the
    /// memory's latency is then waited for once. Any thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(MacAddress address)
    {
        if (Sse.IsSupported)
        {
            // Safe: the array is pinned, and a prefetch cannot fault.
            Sse.Prefetch0(Unsafe.AsPointer(ref Line(Home(address))));
        }
    }

    /// <summary>
    /// Begins the next epoch and forgets what is older than <see cref="ExpiryEpochs"/>. One thread only: the one that owns the clock.
    /// </summary>
    /// <returns>How many addresses were forgotten.</returns>
    public int AdvanceEpoch()
    {
        Volatile.Write(ref _epoch, Ages.Next.Epoch);
        MacAges ages = Ages;
        Span<int> learned = stackalloc int[MaxPort + 1];
        int expired = 0;
        for (int i = 0; i < Capacity; i++)
        {
            ref ulong slot = ref _slots[_first + i];
            ulong word = Volatile.Read(ref slot);
            if (word != 0 && ages.Of(word) > ExpiryEpochs && Interlocked.CompareExchange(ref slot, 0, word) == word)
            {
                expired++;
            }
            else if (word != 0 && !MacWord.IsPinned(word))
            {
                learned[MacWord.Port(word)]++;
            }
        }

        _learned.Correct(learned);
        return expired;
    }

    /// <summary>
    /// A table twice as large that knows the same, pinned addresses included. With the same hash each line's addresses part
    /// between two lines of different pairs, so all of them have a place. Control only, and no epoch may begin meanwhile;
    /// what others learn here during the call may be missing there, or be of before: <see cref="ForgetMoved"/>.
    /// </summary>
    /// <param name="advise">As of the constructor.</param>
    public MacTable Grown(Action<Span<byte>>? advise = null)
    {
        var larger = new MacTable(this, advise);
        for (int i = 0; i < Capacity; i++)
        {
            ulong word = Volatile.Read(ref _slots[_first + i]);
            if (word != 0)
            {
                MacAddress address = MacWord.Address(word);
                MacNeighbourhood near = larger.Neighbourhood(address);
                (int match, int free) = near.Search(address);
                if (match < 0)
                {
                    near[free] = word;
                    larger._learned.Changed(0, word);
                }
                else if (MacWord.IsPinned(word))
                {
                    near[match] = word; // two threads put it into two slots a moment ago
                }
            }
        }

        return larger;
    }

    /// <summary>
    /// Forgets in the table that has replaced this one where stations were that moved while it was made: better not known than
    /// known to be elsewhere. Control only, when nobody learns here any more.
    /// </summary>
    /// <param name="larger">What <see cref="Grown"/> made.</param>
    public void ForgetMoved(MacTable larger)
    {
        for (int i = 0; i < Capacity; i++)
        {
            ulong word = _slots[_first + i];
            if (word == 0)
            {
                continue;
            }

            MacAddress address = MacWord.Address(word);
            MacNeighbourhood near = larger.Neighbourhood(address);
            (int match, _) = near.Search(address);
            if (match >= 0)
            {
                ref ulong slot = ref near[match];
                ulong seen = Volatile.Read(ref slot);
                if (MacWord.Has(seen, address) && !MacWord.IsPinned(seen) && MacWord.Port(seen) != MacWord.Port(word))
                {
                    Interlocked.CompareExchange(ref slot, 0, seen);
                }
            }
        }
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
                entries.Add(new MacEntry(MacWord.Address(word), MacWord.Port(word), Ages.Of(word), MacWord.IsPinned(word)));
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

    private MacAges Ages => new(Volatile.Read(ref _epoch));

    // The number of the line that the hash names; the other of its pair differs in the lowest bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Home(MacAddress address) => (nint)((address.Value * _multiplier) >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Line(nint number) =>
        // Safe: the hash's shift leaves as many bits as there are lines, and a line's neighbour is within the same pair.
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), _first + (number * LineSlots));

    private MacNeighbourhood Neighbourhood(MacAddress address)
    {
        nint home = Home(address);
        return new MacNeighbourhood(ref Line(home), ref Line(home ^ 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LearnResult LearnSlow(MacAddress address, ulong word)
    {
        MacNeighbourhood near = Neighbourhood(address);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (int match, int free) = near.Search(address);
            if (match >= 0)
            {
                ref ulong slot = ref near[match];
                ulong seen = Volatile.Read(ref slot);
                if (!MacWord.Has(seen, address))
                {
                    continue; // it went away meanwhile
                }

                bool samePort = MacWord.Port(seen) == MacWord.Port(word);
                if (seen == word || (MacWord.IsPinned(seen) && samePort))
                {
                    return LearnResult.Known;
                }

                if (MacWord.IsPinned(seen))
                {
                    return LearnResult.Refused;
                }

                if (!samePort && _learned.IsFull(MacWord.Port(word)))
                {
                    return LearnResult.Full;
                }

                if (Interlocked.CompareExchange(ref slot, word, seen) == seen)
                {
                    _learned.Changed(seen, word);
                    return samePort ? LearnResult.Known : LearnResult.Moved;
                }

                continue;
            }

            if (_learned.IsFull(MacWord.Port(word)))
            {
                return LearnResult.Full;
            }

            int target = free >= 0 ? free : near.Oldest(Ages);
            if (target < 0)
            {
                return LearnResult.Skipped;
            }

            ref ulong place = ref near[target];
            ulong old = free >= 0 ? 0 : Volatile.Read(ref place);
            if (!MacWord.IsPinned(old) && Interlocked.CompareExchange(ref place, word, old) == old)
            {
                _evictions += old == 0 ? 0 : 1; // of several threads at once one may be missed
                _learned.Changed(old, word);
                near.RemoveDuplicates(address);
                return LearnResult.Learned;
            }
        }

        return LearnResult.Skipped;
    }
}
