using System.Threading.Channels;

namespace Containet.Benchmarks.Rings;

/// <summary>A bounded channel of one reader and one writer, polled; it has no batches, so a batch is a loop.</summary>
internal readonly struct ChannelQueue(int slots) : IExchangeQueue
{
    private readonly Channel<long> _channel = Channel.CreateBounded<long>(
        new BoundedChannelOptions(slots) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    public int Push(ReadOnlySpan<long> items)
    {
        int count = 0;
        while (count < items.Length && _channel.Writer.TryWrite(items[count]))
        {
            count++;
        }

        return count;
    }

    public int Pop(Span<long> items)
    {
        int count = 0;
        while (count < items.Length && _channel.Reader.TryRead(out long item))
        {
            items[count++] = item;
        }

        return count;
    }
}
