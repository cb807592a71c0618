using Containet.DataPlane.Ports;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Carries the writes of a <see cref="FrameWriter{TSink}"/> to the kernel, at once or together later, in order, and counts
/// each as sent, or as dropped with its reason. What a write points to stays as it is until it has been carried out: the
/// frames, because they are held; the rest, because it lies in room that <see cref="Begin"/> gave.
/// </summary>
internal unsafe interface IWriteSink
{
    /// <summary>Makes room for the next write. It is not used again before that write has been carried out.</summary>
    /// <param name="size">Bytes that are wanted beside the slot, up to a super-frame and its prefix; 0 for none.</param>
    /// <param name="scratch">Those bytes.</param>
    WriteSlot* Begin(int size, out byte* scratch);

    /// <summary>Writes one stretch of memory, prefix and all.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="bytes">The first byte.</param>
    /// <param name="length">How many.</param>
    /// <param name="frames">How many frames it stands for.</param>
    /// <param name="wire">Bytes that those have together.</param>
    void Write(Port port, byte* bytes, int length, int frames, int wire);

    /// <summary>Writes several stretches as one.</summary>
    void Write(Port port, iovec* pieces, int count, int frames, int wire);
}
