using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Rings;

/// <summary>
/// A bounded queue between exactly one producing and one consuming thread, with no lock and no shared write.
/// <para>
/// The producer fills slots privately (<see cref="TryEnqueue"/>) and shows them with one release store a batch
/// (<see cref="Publish"/>); the consumer takes what was shown and gives the slots back with one release store a batch.
/// Each side keeps a copy of the other's cursor and looks again only when the copy says full or empty, so that in steady
/// flow the two touch each other's cache lines once a batch, not once an item.
/// </para>
/// <para>Promises: first in, first out; nothing lost, nothing duplicated; an item is seen whole; neither side ever waits.</para>
/// </summary>
/// <typeparam name="T">What is queued; copied in and out.</typeparam>
public sealed class SpscRing<T>
{
    private readonly T[] _slots;
    private readonly int _mask;
    private RingCursors _cursors;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="capacity">Slots, a power of two, 2 to 2^30.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not a power of two in that range.</exception>
    public SpscRing(int capacity)
    {
        if (capacity < 2 || capacity > 1 << 30 || !BitOperations.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A ring's capacity is a power of two from 2 to 2^30.");
        }

        // Pinned only where it can be: an array of references cannot, and needs no fixed address either.
        _slots = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? new T[capacity] : GC.AllocateArray<T>(capacity, pinned: true);
        _mask = capacity - 1;
    }

    /// <summary>Slots in all.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Items published and not yet taken: exact for the consumer when the producer rests, else a recent value. Any thread.</summary>
    public int Count => (int)Math.Max(0, Volatile.Read(ref _cursors.Tail) - Volatile.Read(ref _cursors.Head));

    /// <summary>Writes one item into the next slot without showing it. The producer only.</summary>
    /// <returns>False if no slot is free.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnqueue(in T item)
    {
        long filled = _cursors.Filled;
        if (filled - _cursors.HeadSeen >= _slots.Length && !HasRoom(filled))
        {
            return false;
        }

        Slot(filled) = item;
        _cursors.Filled = filled + 1;
        return true;
    }

    /// <summary>Shows everything enqueued so far to the consumer. The producer only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish() =>
        Volatile.Write(ref _cursors.Tail, _cursors.Filled); // release: pairs with the acquire in Available

    /// <summary>Enqueues and publishes one item. The producer only.</summary>
    /// <returns>False if no slot is free.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(in T item)
    {
        if (!TryEnqueue(item))
        {
            return false;
        }

        Publish();
        return true;
    }

    /// <summary>Enqueues and publishes as many items as there is room for, in order. The producer only.</summary>
    /// <returns>How many, from the start of <paramref name="items"/>.</returns>
    public int PushBatch(ReadOnlySpan<T> items)
    {
        long filled = _cursors.Filled;
        long free = _slots.Length - (filled - _cursors.HeadSeen);
        if (free < items.Length)
        {
            HasRoom(filled);
            free = _slots.Length - (filled - _cursors.HeadSeen);
        }

        int count = (int)Math.Min(free, items.Length);
        int at = (int)filled & _mask;
        int first = Math.Min(count, _slots.Length - at);
        items[..first].CopyTo(_slots.AsSpan(at));
        items[first..count].CopyTo(_slots);
        _cursors.Filled = filled + count;
        Publish();
        return count;
    }

    /// <summary>Takes one item. The consumer only.</summary>
    /// <returns>False if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop(out T item)
    {
        long taken = _cursors.Taken;
        if (_cursors.TailSeen == taken && Available(taken) == 0)
        {
            item = default!;
            return false;
        }

        item = Slot(taken);
        Release(taken + 1);
        return true;
    }

    /// <summary>Takes as many items as are there and fit, in order. The consumer only.</summary>
    /// <returns>How many were written to the start of <paramref name="items"/>.</returns>
    public int PopBatch(Span<T> items)
    {
        long taken = _cursors.Taken;
        long available = _cursors.TailSeen - taken;
        if (available < items.Length)
        {
            available = Available(taken);
        }

        int count = (int)Math.Min(available, items.Length);
        if (count == 0)
        {
            return 0;
        }

        int at = (int)taken & _mask;
        int first = Math.Min(count, _slots.Length - at);
        _slots.AsSpan(at, first).CopyTo(items);
        _slots.AsSpan(0, count - first).CopyTo(items[first..]);
        Release(taken + count);
        return count;
    }

    /// <summary>Whether an item is there, looking afresh at what the producer has published. The consumer only.</summary>
    public bool HasItems => Available(_cursors.Taken) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref T Slot(long cursor) =>
        // Safe: the mask keeps the index inside the array, whose length is a power of two.
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), (nint)(cursor & _mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(long taken)
    {
        _cursors.Taken = taken;
        Volatile.Write(ref _cursors.Head, taken); // release: pairs with the acquire in HasRoom
    }

    // Apart from the fast path: reads the other side's cache line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoom(long filled)
    {
        _cursors.HeadSeen = Volatile.Read(ref _cursors.Head); // acquire: pairs with the release in Release
        return filled - _cursors.HeadSeen < _slots.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Available(long taken)
    {
        _cursors.TailSeen = Volatile.Read(ref _cursors.Tail); // acquire: pairs with the release in Publish
        return _cursors.TailSeen - taken;
    }
}
