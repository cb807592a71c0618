using System.Collections.Concurrent;
using Containet.DataPlane.Ports;

namespace Containet.Stress;

/// <summary>The stations of a run, and whether they may still send.</summary>
internal sealed class StressPorts(int stations)
{
    private int _sending = 1;
    private long _joins;

    public ConcurrentBag<StressPort> All { get; } = [];

    public int Stations => stations;

    public bool Sending => Volatile.Read(ref _sending) != 0;

    public void StopSending() => Volatile.Write(ref _sending, 0);

    public StressPort Add(Port port)
    {
        var added = new StressPort(port, int.Parse(port.Node, System.Globalization.CultureInfo.InvariantCulture), stations, Interlocked.Increment(ref _joins));
        All.Add(added);
        return added;
    }
}
