using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Forwarding;

namespace Containet.Benchmarks.Forwarding;

/// <summary>
/// Learning the source of a frame from a station that is where it was, as nearly every frame's is: stations drawn at random,
/// one thread, maps that others could read meanwhile. The rivals write only what differs, as the table does.
/// </summary>
public class TableLearnKnownBenchmarks
{
    private const int Draws = 1 << 20;
    private const int Port = 7;

    private readonly Lock _lock = new();
    private MacAddress[] _drawn = [];
    private MacTable _table = new(16, 0);
    private Dictionary<ulong, int> _dictionary = [];
    private ConcurrentDictionary<ulong, int> _concurrent = [];

    [Params(1 << 10, 1 << 16, 1 << 20)]
    public int Known { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _drawn = Addresses.Draw(Draws, 0, Known);
        _table = new MacTable(Math.Max(1 << 17, 2 * Known), 42, Containet.Linux.HugePages.AskFor);
        _dictionary = Enumerable.Range(0, Known).ToDictionary(n => Addresses.Of((uint)n).Value, _ => Port);
        _concurrent = new ConcurrentDictionary<ulong, int>(_dictionary);
        for (uint n = 0; n < Known; n++)
        {
            _table.Learn(Addresses.Of(n), Port);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Draws)]
    public void ConcurrentDictionary()
    {
        foreach (MacAddress address in _drawn)
        {
            if (!_concurrent.TryGetValue(address.Value, out int port) || port != Port)
            {
                _concurrent[address.Value] = Port;
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public void LockedDictionary()
    {
        foreach (MacAddress address in _drawn)
        {
            lock (_lock)
            {
                if (!_dictionary.TryGetValue(address.Value, out int port) || port != Port)
                {
                    _dictionary[address.Value] = Port;
                }
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public int MacTable()
    {
        int others = 0;
        foreach (MacAddress address in _drawn)
        {
            others += _table.Learn(address, Port) == LearnResult.Known ? 0 : 1;
        }

        return others;
    }
}
