using System.Collections.Concurrent;
using System.Globalization;
using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.Linux;

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

    /// <summary>What a port, or a queue of it, sends and checks: the same for whatever worker owns it.</summary>
    public StressPort Of(Port port) => _all.GetOrAdd(port, Make);

    /// <summary>Adds a station's port: every third has a queue for each worker, if that is wanted.</summary>
    public static Port Join(Switch sut, int station, bool queues)
    {
        bool everywhere = queues && station % 3 == 0;
        return sut.AddPort(new PortSpec(station.ToString(CultureInfo.InvariantCulture), "eth0")
        {
            Worker = everywhere ? -1 : station % sut.Workers.Count,
            OtherQueues = everywhere ? new Fd?[sut.Workers.Count - 1] : [],
        });
    }

    // The first queue of a port is attached first.
    private StressPort Make(Port port)
    {
        long[,] lastFrom = port.Queues[0] == port ? new long[stations, SwitchLimits.Queues] : Of(port.Queues[0]).Shared;
        return new StressPort(
            port, int.Parse(port.Node, CultureInfo.InvariantCulture), Interlocked.Increment(ref _joins), new long[stations], lastFrom);
    }
}
