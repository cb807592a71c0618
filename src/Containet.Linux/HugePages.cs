using Tmds.Linux;

namespace Containet.Linux;

/// <summary>Transparent huge pages (madvise(2), MADV_HUGEPAGE): 2 MB a page, so that large tables do not miss the TLB.</summary>
public static unsafe class HugePages
{
    private const int Page = 4096;

    /// <summary>The least that is worth asking for, in bytes: less holds no huge page.</summary>
    public const int Least = 2 << 20;

    /// <summary>Asks for huge pages where memory has not been touched yet. A wish: where the kernel knows none, nothing changes.</summary>
    /// <param name="memory">Memory that does not move; shorter than <see cref="Least"/> is left alone.</param>
    public static void AskFor(Span<byte> memory)
    {
        if (memory.Length < Least)
        {
            return;
        }

        fixed (byte* start = memory)
        {
            byte* first = (byte*)(((nint)start + Page - 1) & ~(nint)(Page - 1));
            byte* end = (byte*)((nint)(start + memory.Length) & ~(nint)(Page - 1));

            // Safe: the pages lie wholly inside the span, and advice changes no content.
            LibC.madvise(first, (size_t)(ulong)(end - first), LibC.MADV_HUGEPAGE);
        }
    }
}
