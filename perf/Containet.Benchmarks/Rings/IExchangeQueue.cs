namespace Containet.Benchmarks.Rings;

/// <summary>A bounded queue between one producer and one consumer, as <see cref="Exchange{TQueue}"/> drives it. Structs, so that calls are direct.</summary>
internal interface IExchangeQueue
{
    /// <summary>Puts as many items in as fit.</summary>
    /// <returns>How many.</returns>
    int Push(ReadOnlySpan<long> items);

    /// <summary>Takes as many as are there and fit.</summary>
    /// <returns>How many.</returns>
    int Pop(Span<long> items);
}
