using System.Collections.Concurrent;
using System.Collections.Frozen;
using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Forwarding;

namespace Containet.Benchmarks.Forwarding;

/// <summary>
/// Looking up one address after another, drawn at random, by one thread. The rivals are what .NET offers for a map that
/// several threads read while one writes; the frozen one cannot be written and is there for its reading.
/// </summary>
public class TableLookupBenchmarks
{
    private const int Draws = 1 << 20;

    private readonly Lock _lock = new();
    private MacAddress[] _drawn = [];
    private MacTable _table = new(16, 0);
    private Dictionary<ulong, int> _dictionary = [];
    private ConcurrentDictionary<ulong, int> _concurrent = [];
    private NonBlocking.ConcurrentDictionary<ulong, int> _nonBlocking = [];
    private FrozenDictionary<ulong, int> _frozen = FrozenDictionary<ulong, int>.Empty;

    [Params(1 << 10, 1 << 16, 1 << 20)]
    public int Known { get; set; }

    /// <summary>Whether the addresses looked up are among those known.</summary>
    [Params(true, false)]
    public bool Hit { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _drawn = Addresses.Draw(Draws, Hit ? 0 : (uint)Known, Known);
        _table = new MacTable(Math.Max(1 << 17, 2 * Known), 42, Containet.Linux.HugePages.AskFor);
        _dictionary = [];
        for (uint n = 0; n < Known; n++)
        {
            _table.Learn(Addresses.Of(n), Addresses.PortOf(n));
            _dictionary[Addresses.Of(n).Value] = Addresses.PortOf(n);
        }

        _concurrent = new ConcurrentDictionary<ulong, int>(_dictionary);
        _nonBlocking = new NonBlocking.ConcurrentDictionary<ulong, int>(_dictionary);
        _frozen = _dictionary.ToFrozenDictionary();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Draws)]
    public long ConcurrentDictionary()
    {
        long sum = 0;
        foreach (MacAddress address in _drawn)
        {
            sum += _concurrent.TryGetValue(address.Value, out int port) ? port : 0;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public long NonBlockingDictionary()
    {
        long sum = 0;
        foreach (MacAddress address in _drawn)
        {
            sum += _nonBlocking.TryGetValue(address.Value, out int port) ? port : 0;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public long LockedDictionary()
    {
        long sum = 0;
        foreach (MacAddress address in _drawn)
        {
            lock (_lock)
            {
                sum += _dictionary.TryGetValue(address.Value, out int port) ? port : 0;
            }
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public long FrozenDictionary()
    {
        long sum = 0;
        foreach (MacAddress address in _drawn)
        {
            sum += _frozen.TryGetValue(address.Value, out int port) ? port : 0;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public long MacTable()
    {
        long sum = 0;
        MacTable table = _table;
        foreach (MacAddress address in _drawn)
        {
            sum += table.Lookup(address);
        }

        return sum;
    }
}
