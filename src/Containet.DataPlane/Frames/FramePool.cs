using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Frames;

/// <summary>
/// A worker's frames: made once, bounded, never grown. Only the owning worker takes and frees; any worker that was handed
/// a frame may read its descriptor and bytes until it hands it back.
/// <para>
/// A frame is a descriptor and a <em>head</em> of 2 KB with the same index; a longer frame takes a 64 KB <em>tail</em> too.
/// A read offers both and the kernel fills the head first, so that small frames stay in few hot lines and only what is
/// long costs a long buffer. Both free lists are last-in-first-out, because a hot buffer is measurably faster than a cold
/// one. Heads are a whole number of cache lines apart that is odd, so that the headers of a batch spread over all sets of
/// the first-level cache.
/// </para>
/// </summary>
public sealed unsafe class FramePool
{
    /// <summary>Bytes before a head's frame, for what a tap puts before it (4 + at most 24), and to align it.</summary>
    public const int Headroom = 64;

    /// <summary>Bytes of a frame that its head holds.</summary>
    public const int HeadCapacity = 1984;

    /// <summary>Bytes of a frame that its tail holds: with the head more than any frame has.</summary>
    public const int TailCapacity = 65536;

    private const int HeadStride = Headroom + HeadCapacity + 64;

    private readonly PinnedBlock _descriptors;
    private readonly PinnedBlock _heads;
    private readonly PinnedBlock _tails;
    private readonly FrameDescriptor* _descriptor;
    private readonly byte* _head;
    private readonly byte* _tail;
    private readonly int[] _freeFrames;
    private readonly int[] _freeTails;
    private int _freeFrameCount;
    private int _freeTailCount;

    /// <summary>Makes a pool with every frame free.</summary>
    /// <param name="owner">The owning worker's index, 0 to 255.</param>
    /// <param name="frames">How many frames, 1 to 2^20 − 1.</param>
    /// <param name="tails">How many tails, 1 to 2^15 − 1.</param>
    public FramePool(int owner, int frames, int tails)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(owner, (byte)owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frames, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(tails, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tails, 1 << 15);

        Owner = owner;
        _descriptors = new PinnedBlock((long)frames * sizeof(FrameDescriptor));
        _heads = new PinnedBlock((long)frames * HeadStride);
        _tails = new PinnedBlock((long)tails * TailCapacity);
        _descriptor = (FrameDescriptor*)_descriptors.Address;
        _head = _heads.Address;
        _tail = _tails.Address;
        _freeFrames = FreeList(frames);
        _freeTails = FreeList(tails);
        _freeFrameCount = frames;
        _freeTailCount = tails;
    }

    /// <summary>The owning worker's index.</summary>
    public int Owner { get; }

    /// <summary>Frames in all.</summary>
    public int Capacity => _freeFrames.Length;

    /// <summary>Frames neither free nor forgotten. The owner's thread; elsewhere a recent value.</summary>
    public int Outstanding => _freeFrames.Length - Volatile.Read(ref _freeFrameCount);

    /// <summary>Tails taken. The owner's thread; elsewhere a recent value.</summary>
    public int OutstandingTails => _freeTails.Length - Volatile.Read(ref _freeTailCount);

    /// <summary>Takes the frame that was freed last, held once, with no tail and no bytes. The owner only.</summary>
    /// <returns>False if none is free.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int index)
    {
        int count = _freeFrameCount;
        if (count == 0)
        {
            index = -1;
            return false;
        }

        index = _freeFrames[--count];
        _freeFrameCount = count;
        FrameDescriptor* frame = _descriptor + index;
        frame->References = 1;
        frame->Tail = -1;
        frame->HeadLength = 0;
        frame->TailLength = 0;
        frame->Segments = 1;
        frame->HeaderLength = 0;
        frame->Vnet = default;
        return true;
    }

    /// <summary>Takes the tail that was freed last, for the owner to put into a descriptor or give back.</summary>
    /// <returns>−1 if none is free.</returns>
    public int TakeTail() => _freeTailCount == 0 ? -1 : _freeTails[--_freeTailCount];

    /// <summary>Gives back a tail that is in no descriptor. The owner only.</summary>
    public void FreeTail(int tail)
    {
        if (_freeTailCount >= _freeTails.Length)
        {
            Environment.FailFast($"tail {tail} of worker {Owner} freed twice");
        }

        _freeTails[_freeTailCount++] = tail;
    }

    /// <summary>One holder less; the last one frees the frame and its tail. The owner only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int index)
    {
        int left = --(_descriptor + index)->References;
        if (left <= 0)
        {
            Free(index, left);
        }
    }

    /// <summary>The descriptor of a frame. Valid while the caller holds the frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameDescriptor* Descriptor(int index) => _descriptor + index;

    /// <summary>The first byte of a frame (its destination address); <see cref="Headroom"/> bytes before it are the owner's too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Head(int index) => _head + ((nint)index * HeadStride) + Headroom;

    /// <summary>The first byte of a tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Tail(int tail) => _tail + ((nint)tail * TailCapacity);

    private static int[] FreeList(int count)
    {
        // The lowest index on top, so that a lightly loaded pool touches little memory.
        int[] list = new int[count];
        for (int i = 0; i < count; i++)
        {
            list[i] = count - 1 - i;
        }

        return list;
    }

    private void Free(int index, int left)
    {
        if (left < 0 || _freeFrameCount >= _freeFrames.Length)
        {
            Environment.FailFast($"frame {index} of worker {Owner} freed twice");
        }

        int tail = (_descriptor + index)->Tail;
        if (tail >= 0)
        {
            FreeTail(tail);
        }

        _freeFrames[_freeFrameCount++] = index;
    }
}
