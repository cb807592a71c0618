namespace Containet.DataPlane.Frames;

/// <summary>
/// Memory that never moves, page-aligned, made once: a pinned array and the aligned address inside it. Not cleared, so that
/// the kernel gives pages only to what is used.
/// It lives as long as this object is reachable.
/// </summary>
internal sealed unsafe class PinnedBlock
{
    private const int Page = 4096;
    private readonly byte[] _array;

    /// <summary>Makes a block.</summary>
    /// <param name="bytes">Its size, at most 2^31 − 4097.</param>
    public PinnedBlock(long bytes)
    {
        _array = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Page)), pinned: true);

        // Safe: the array is pinned for life and a page longer than asked, so the aligned address is inside it.
        fixed (byte* start = _array)
        {
            Address = (byte*)(((nint)start + Page - 1) & ~(nint)(Page - 1));
        }
    }

    /// <summary>The first byte, page-aligned.</summary>
    public byte* Address { get; }
}
