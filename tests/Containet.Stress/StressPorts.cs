using System.Collections.Concurrent;
using System.Globalization;
using Containet.DataPlane.Ports;

namespace Containet.Stress;

/// <summary>The stations of a run, and whether they may still send.</summary>
internal sealed class StressPorts(int stations)
{
    private readonly ConcurrentDictionary<Port, StressPort> _all = [];
    private int _sending = 1;
    private long _joins;

    public ICollection<StressPort> All => _all.Values;

    public int Stations => stations;

    public bool Sending
    {
        get => Volatile.Read(ref _sending) != 0;
        set => Volatile.Write(ref _sending, value ? 1 : 0);
    }

    /// <summary>What a port sends and checks: the same for whatever worker owns it.</summary>
    public StressPort Of(Port port) => _all.GetOrAdd(
        port, p => new StressPort(p, int.Parse(p.Node, CultureInfo.InvariantCulture), stations, Interlocked.Increment(ref _joins)));
}
