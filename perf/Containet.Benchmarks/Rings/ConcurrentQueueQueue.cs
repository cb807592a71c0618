using System.Collections.Concurrent;

namespace Containet.Benchmarks.Rings;

/// <summary>A <see cref="ConcurrentQueue{T}"/>. It is not bounded: where the consumer is slower it grows, which costs it memory and spares it waiting.</summary>
internal readonly struct ConcurrentQueueQueue() : IExchangeQueue
{
    private readonly ConcurrentQueue<long> _queue = new();

    public int Push(ReadOnlySpan<long> items)
    {
        foreach (long item in items)
        {
            _queue.Enqueue(item);
        }

        return items.Length;
    }

    public int Pop(Span<long> items)
    {
        int count = 0;
        while (count < items.Length && _queue.TryDequeue(out long item))
        {
            items[count++] = item;
        }

        return count;
    }
}
