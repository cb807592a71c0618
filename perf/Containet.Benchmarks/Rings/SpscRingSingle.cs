using Containet.DataPlane.Rings;

namespace Containet.Benchmarks.Rings;

/// <summary>The ring, published after every item.</summary>
internal readonly struct SpscRingSingle(int slots) : IExchangeQueue
{
    private readonly SpscRing<long> _ring = new(slots);

    public int Push(ReadOnlySpan<long> items) => _ring.TryPush(items[0]) ? 1 : 0;

    public int Pop(Span<long> items) => _ring.TryPop(out items[0]) ? 1 : 0;
}
