namespace Containet.Control;

/// <summary>
/// Descriptors that arrived on one connection and wait for the request they belong to: the one whose first byte they
/// came with. One receive may return the end of an earlier message before the bytes that descriptors came with, and the
/// kernel does not say where these begin; so of the requests that begin in what was received at once, the first that
/// takes descriptors gets them. What no request can take any more is closed.
/// </summary>
internal sealed class DescriptorQueue
{
    private readonly Queue<DescriptorBatch> _batches = new();

    /// <summary>How many descriptors wait.</summary>
    public int Count { get; private set; }

    public void Add(DescriptorBatch batch)
    {
        _batches.Enqueue(batch);
        Count += batch.Count;
    }

    /// <summary>The descriptors of a request that takes some; null if none came with it.</summary>
    /// <param name="start">Offset of the request's first byte.</param>
    public DescriptorBatch? Take(long start)
    {
        CloseBefore(start);
        if (_batches.Count == 0 || _batches.Peek().Start > start)
        {
            return null;
        }

        DescriptorBatch batch = _batches.Dequeue();
        Count -= batch.Count;
        return batch;
    }

    /// <summary>Closes what came before an offset at which, or after which, the next request begins.</summary>
    public void CloseBefore(long start)
    {
        while (_batches.Count > 0 && _batches.Peek().End <= start)
        {
            Count -= _batches.Peek().Count;
            _batches.Dequeue().Dispose();
        }
    }

    /// <summary>Closes everything.</summary>
    public void Clear() => CloseBefore(long.MaxValue);
}
