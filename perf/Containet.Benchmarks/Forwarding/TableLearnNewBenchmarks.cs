using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Forwarding;

namespace Containet.Benchmarks.Forwarding;

/// <summary>
/// Filling an empty table with a million addresses in random order; and moving all of them to another port. The dictionaries
/// have their room from the start; the concurrent one allocates a node an address.
/// </summary>
public class TableLearnNewBenchmarks
{
    private const int Stations = 1 << 20;

    private readonly Lock _lock = new();
    private readonly MacAddress[] _addresses = Addresses.Shuffled(Stations);
    private MacTable _table = new(16, 0);
    private Dictionary<ulong, int> _dictionary = [];
    private ConcurrentDictionary<ulong, int> _concurrent = [];

    [IterationSetup]
    public void Empty()
    {
        _table = new MacTable(2 * Stations, 42, Containet.Linux.HugePages.AskFor);
        _dictionary = new Dictionary<ulong, int>(Stations);
        _concurrent = new ConcurrentDictionary<ulong, int>(1, Stations);
    }

    [IterationSetup(Target = nameof(MacTableMoved))]
    public void Fill()
    {
        Empty();
        Learn(1);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Stations)]
    public void ConcurrentDictionary()
    {
        foreach (MacAddress address in _addresses)
        {
            _concurrent[address.Value] = 1;
        }
    }

    [Benchmark(OperationsPerInvoke = Stations)]
    public void LockedDictionary()
    {
        foreach (MacAddress address in _addresses)
        {
            lock (_lock)
            {
                _dictionary[address.Value] = 1;
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Stations)]
    public void MacTable() => Learn(1);

    [Benchmark(OperationsPerInvoke = Stations)]
    public void MacTableMoved() => Learn(2);

    private void Learn(int port)
    {
        foreach (MacAddress address in _addresses)
        {
            _table.Learn(address, port);
        }
    }
}
