using Containet.DataPlane.Rings;

namespace Containet.Benchmarks.Rings;

/// <summary>The ring, published after every batch.</summary>
internal readonly struct SpscRingBatched(int slots) : IExchangeQueue
{
    private readonly SpscRing<long> _ring = new(slots);

    public int Push(ReadOnlySpan<long> items) => _ring.PushBatch(items);

    public int Pop(Span<long> items) => _ring.PopBatch(items);
}
