using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Containet.Benchmarks.Rings;

/// <summary>The ring beside what .NET has, between two threads on two cores. <c>perf/native</c> does the same work in C++.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class RingBenchmarks
{
    private const int Slots = 4096;
    private const int Batch = 64;
    private const int Items = 4_000_000;

    private IDisposable? _exchange;
    private Action<long> _run = _ => { };

    [GlobalSetup(Targets = [nameof(ChannelSingle)])]
    public void SetUpChannelSingle() => Use(new Exchange<ChannelQueue>(new ChannelQueue(Slots), 1));

    [GlobalSetup(Targets = [nameof(ConcurrentQueueSingle)])]
    public void SetUpConcurrentQueueSingle() => Use(new Exchange<ConcurrentQueueQueue>(new ConcurrentQueueQueue(), 1));

    [GlobalSetup(Targets = [nameof(SpscRingSingle)])]
    public void SetUpSpscRingSingle() => Use(new Exchange<SpscRingSingle>(new SpscRingSingle(Slots), 1));

    [GlobalSetup(Targets = [nameof(ChannelBatched)])]
    public void SetUpChannelBatched() => Use(new Exchange<ChannelQueue>(new ChannelQueue(Slots), Batch));

    [GlobalSetup(Targets = [nameof(ConcurrentQueueBatched)])]
    public void SetUpConcurrentQueueBatched() => Use(new Exchange<ConcurrentQueueQueue>(new ConcurrentQueueQueue(), Batch));

    [GlobalSetup(Targets = [nameof(SpscRingBatched)])]
    public void SetUpSpscRingBatched() => Use(new Exchange<SpscRingBatched>(new SpscRingBatched(Slots), Batch));

    [GlobalCleanup]
    public void CleanUp() => _exchange?.Dispose();

    [BenchmarkCategory("single")]
    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public void ChannelSingle() => _run(Items);

    [BenchmarkCategory("single")]
    [Benchmark(OperationsPerInvoke = Items)]
    public void ConcurrentQueueSingle() => _run(Items);

    [BenchmarkCategory("single")]
    [Benchmark(OperationsPerInvoke = Items)]
    public void SpscRingSingle() => _run(Items);

    [BenchmarkCategory("batched")]
    [Benchmark(Baseline = true, OperationsPerInvoke = Items)]
    public void ChannelBatched() => _run(Items);

    [BenchmarkCategory("batched")]
    [Benchmark(OperationsPerInvoke = Items)]
    public void ConcurrentQueueBatched() => _run(Items);

    [BenchmarkCategory("batched")]
    [Benchmark(OperationsPerInvoke = Items)]
    public void SpscRingBatched() => _run(Items);

    private void Use<TQueue>(Exchange<TQueue> exchange)
        where TQueue : struct, IExchangeQueue
    {
        _exchange = exchange;
        _run = exchange.Run;
    }
}
