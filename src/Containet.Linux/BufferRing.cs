using System.Runtime.CompilerServices;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// A ring of buffers from which an io_uring's reads choose (IORING_REGISTER_PBUF_RING). The owner of the ring adds; the
/// kernel takes in the same order and names the one it took in the completion.
/// </summary>
public readonly unsafe struct BufferRing
{
    private readonly io_uring_buf* _entries;
    private readonly int _mask;

    internal BufferRing(io_uring_buf* entries, int count)
    {
        _entries = entries;
        _mask = count - 1;
    }

    /// <summary>Entries in all.</summary>
    public int Capacity => _mask + 1;

    /// <summary>Writes a buffer into the ring without showing it; there must be room.</summary>
    /// <param name="position">How many were written since the last <see cref="Publish"/>.</param>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <param name="id">The number by which completions name it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(int position, byte* address, int length, ushort id)
    {
        // Safe: the mask keeps the index inside. The fields are written one by one, because the first entry's last two
        // bytes are the ring's tail.
        io_uring_buf* entry = _entries + ((*Tail + position) & _mask);
        entry->addr = (ulong)address;
        entry->len = (uint)length;
        entry->bid = id;
    }

    /// <summary>Shows the buffers written to the kernel.</summary>
    /// <param name="count">How many.</param>
    public void Publish(int count) => Volatile.Write(ref *Tail, (ushort)(*Tail + count)); // release: they are filled in

    private ushort* Tail => &_entries->resv;
}
