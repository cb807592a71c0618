using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Frames;

/// <summary>
/// A worker's frames: made once, bounded, never grown. Only the owning worker takes and frees; any worker that was handed
/// a frame may read its descriptor and bytes until it hands it back.
/// <para>
/// A frame is a buffer that begins with the frame's descriptor, in the cache line that the Ethernet header is read into, so
/// that deciding about a frame, or handing it to another core, moves one line. A buffer holds the longest super-frame,
/// because nobody knows how long a frame is before it has been read; memory that no frame has reached costs addresses only.
/// The free list is last-in-first-out, because a hot buffer is measurably faster than a cold one. Buffers are an odd number
/// of cache lines apart, so that the headers of a batch spread over all sets of the caches.
/// </para>
/// </summary>
public sealed unsafe class FramePool
{
    /// <summary>
    /// Where in its buffer a read begins. Behind a virtio-net header of 10 bytes and the Ethernet header, the IP header then
    /// lies at the start of a cache line. What is before belongs to the descriptor; nothing else is ever written there.
    /// </summary>
    public const int ReadOffset = 40;

    /// <summary>Bytes that a read may fill: a prefix, and more than any frame has (65,535 bytes of IP, the Ethernet header, tags).</summary>
    public const int ReadCapacity = Stride - ReadOffset;

    /// <summary>Frames that one pool may have: an index fits 16 bits, as the kernel's buffer numbers are.</summary>
    public const int MaxFrames = 1 << 14;

    private const int Stride = 1061 * 64; // 67,904 bytes, an odd number of cache lines

    private readonly PinnedBlock _buffers;
    private readonly byte* _buffer;
    private readonly int[] _free;
    private int _freeCount;
    private long _shortages;

    /// <summary>Makes a pool with every frame free.</summary>
    /// <param name="owner">The owning worker's index, 0 to 255.</param>
    /// <param name="frames">How many frames, 1 to <see cref="MaxFrames"/>.</param>
    public FramePool(int owner, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(owner, (byte)owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, MaxFrames);

        Owner = owner;
        _buffers = new PinnedBlock((long)frames * Stride);
        _buffer = _buffers.Address;

        // The lowest index on top, so that a lightly loaded pool touches little memory.
        _free = [.. Enumerable.Range(0, frames).Reverse()];
        _freeCount = frames;
    }

    /// <summary>The owning worker's index.</summary>
    public int Owner { get; }

    /// <summary>Frames in all.</summary>
    public int Capacity => _free.Length;

    /// <summary>Frames that are not free. The owner's thread; elsewhere a recent value.</summary>
    public int Outstanding => _free.Length - Volatile.Read(ref _freeCount);

    /// <summary>
    /// How often a frame was wanted and none was free. With io_uring, ports are then not read until some come back, and what
    /// their queues have no room for is dropped by the kernel, in the interface's counters. The owner writes; any thread may read.
    /// </summary>
    public long Shortages => Volatile.Read(ref _shortages);

    /// <summary>Takes the frame that was freed last, held once. Its length, start and ingress are the taker's to set. The owner only.</summary>
    /// <returns>False if none is free.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int index)
    {
        int count = _freeCount;
        if (count == 0)
        {
            _shortages++;
            index = -1;
            return false;
        }

        index = _free[--count];
        _freeCount = count;
        FrameDescriptor* frame = Descriptor(index);
        frame->References = 1;
        frame->Segments = 1;
        frame->HeaderLength = 0;
        frame->Vnet = default;
        return true;
    }

    /// <summary>One holder less; the last one frees the frame. The owner only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int index)
    {
        int left = --Descriptor(index)->References;
        if (left <= 0)
        {
            if (left < 0 || _freeCount >= _free.Length)
            {
                FailFreedTwice(index);
            }

            _free[_freeCount++] = index;
        }
    }

    /// <summary>The descriptor of a frame. Valid while the caller holds the frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameDescriptor* Descriptor(int index) => (FrameDescriptor*)(_buffer + ((nint)index * Stride));

    /// <summary>The first byte of a frame: its destination address. Valid while the caller holds the frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Data(int index)
    {
        byte* buffer = _buffer + ((nint)index * Stride);
        return buffer + ((FrameDescriptor*)buffer)->Start;
    }

    /// <summary>Where a read puts the next frame's prefix and, behind it, the frame: <see cref="ReadCapacity"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ReadAddress(int index) => _buffer + ((nint)index * Stride) + ReadOffset;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailFreedTwice(int index) => Environment.FailFast($"frame {index} of worker {Owner} freed twice");
}
