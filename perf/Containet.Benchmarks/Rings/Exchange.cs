using Containet.Linux;

namespace Containet.Benchmarks.Rings;

/// <summary>
/// One thread pinned to one core sends consecutive numbers through a queue, another pinned to another core takes them and
/// checks their order. Both live as long as this, so that an invocation measures the queue and not the starting of threads.
/// </summary>
/// <typeparam name="TQueue">The queue.</typeparam>
internal sealed class Exchange<TQueue> : IDisposable
    where TQueue : struct, IExchangeQueue
{
    private readonly TQueue _queue;
    private readonly int _batch;
    private readonly SemaphoreSlim _producerGo = new(0);
    private readonly SemaphoreSlim _consumerGo = new(0);
    private readonly SemaphoreSlim _consumed = new(0);
    private readonly Thread _producer;
    private readonly Thread _consumer;
    private long _items;
    private long _wrong;
    private int _ready;

    /// <summary>Starts the threads.</summary>
    /// <param name="queue">An empty queue.</param>
    /// <param name="batch">Items to push and pop at a time.</param>
    public Exchange(TQueue queue, int batch)
    {
        _queue = queue;
        _batch = batch;
        IReadOnlyList<int> cores = CpuAffinity.Allowed();
        _producer = Start(cores[0], _producerGo, Produce);
        _consumer = Start(cores[^1], _consumerGo, Consume);
    }

    /// <summary>Sends so many items through and waits until all have come.</summary>
    /// <exception cref="InvalidOperationException">An item was lost, duplicated or out of order.</exception>
    public void Run(long items)
    {
        _items = items;
        _ready = 0;
        _producerGo.Release();
        _consumerGo.Release();
        _consumed.Wait();
        if (_wrong != 0)
        {
            throw new InvalidOperationException($"{_wrong} items out of order");
        }
    }

    public void Dispose()
    {
        _items = -1;
        _producerGo.Release();
        _consumerGo.Release();
        _producer.Join();
        _consumer.Join();
    }

    private Thread Start(int core, SemaphoreSlim go, Action<long> work)
    {
        var thread = new Thread(() =>
        {
            CpuAffinity.TryPin(core);
            while (true)
            {
                go.Wait();
                if (_items < 0)
                {
                    return;
                }

                work(_items);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private void MeetOther()
    {
        Interlocked.Increment(ref _ready);
        while (Volatile.Read(ref _ready) < 2)
        {
        }
    }

    private void Produce(long items)
    {
        TQueue queue = _queue;
        Span<long> buffer = stackalloc long[_batch];
        MeetOther();
        for (long next = 0; next < items;)
        {
            int want = (int)Math.Min(buffer.Length, items - next);
            for (int i = 0; i < want; i++)
            {
                buffer[i] = next + i;
            }

            next += queue.Push(buffer[..want]);
        }
    }

    private void Consume(long items)
    {
        TQueue queue = _queue;
        Span<long> buffer = stackalloc long[_batch];
        long expected = 0;
        long wrong = 0;
        MeetOther();
        while (expected < items)
        {
            int count = queue.Pop(buffer);
            for (int i = 0; i < count; i++)
            {
                wrong += buffer[i] == expected++ ? 0 : 1;
            }
        }

        _wrong = wrong;
        _consumed.Release();
    }
}
