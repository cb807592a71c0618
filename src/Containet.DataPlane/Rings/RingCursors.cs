using System.Runtime.InteropServices;

namespace Containet.DataPlane.Rings;

/// <summary>
/// The four groups of a ring's state, 128 bytes apart, because processors fetch cache lines in pairs: what the producer
/// publishes, what only the producer uses, what the consumer publishes, what only the consumer uses.
/// A cursor counts items since the start and never wraps in practice (64 bits).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 6 * Line)]
internal struct RingCursors
{
    /// <summary>Bytes between two groups.</summary>
    public const int Line = 128;

    /// <summary>Written by the producer: items before it may be read.</summary>
    [FieldOffset(1 * Line)]
    public long Tail;

    /// <summary>The producer's: where it writes next, ahead of <see cref="Tail"/> by what is not published yet.</summary>
    [FieldOffset(2 * Line)]
    public long Filled;

    /// <summary>The producer's: the last <see cref="Head"/> it has seen.</summary>
    [FieldOffset((2 * Line) + 8)]
    public long HeadSeen;

    /// <summary>Written by the consumer: slots of items before it may be written again.</summary>
    [FieldOffset(3 * Line)]
    public long Head;

    /// <summary>The consumer's: its own copy of <see cref="Head"/>.</summary>
    [FieldOffset(4 * Line)]
    public long Taken;

    /// <summary>The consumer's: the last <see cref="Tail"/> it has seen.</summary>
    [FieldOffset((4 * Line) + 8)]
    public long TailSeen;
}
