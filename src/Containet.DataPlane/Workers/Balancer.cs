using System.Diagnostics;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Looks at the counters now and then and says which port to move: what <see cref="Placement"/> decides of the difference
/// since the last look. It reads what the workers count anyway and costs them nothing. Control only.
/// </summary>
internal sealed class Balancer(IReadOnlyList<Worker> workers)
{
    private readonly long[] _idle = new long[workers.Count];
    private Dictionary<Port, PortHistory> _histories = [];
    private long _looked = Stopwatch.GetTimestamp();

    /// <summary>Looks, if it is time.</summary>
    /// <param name="ports">The ports that are in.</param>
    /// <param name="now">The time (<see cref="Stopwatch.GetTimestamp"/>).</param>
    /// <returns>The port to move, and the worker to move it to; no port if all is well.</returns>
    public (Port? Port, int Worker) Look(IEnumerable<Port> ports, long now)
    {
        if (Stopwatch.GetElapsedTime(_looked, now) < Placement.Interval)
        {
            return (null, -1);
        }

        double[] busy = BusyShares(now);
        var histories = new Dictionary<Port, PortHistory>();
        List<Port> mayMove = [];
        List<PortTraffic> traffic = [];
        foreach (Port port in ports)
        {
            PortHistory history = _histories.GetValueOrDefault(port) ?? new PortHistory(workers.Count);
            histories.Add(port, history);
            PortTraffic sent = history.Look(port);
            if (history.MayMove(now) && port is { Failure: 0, StaysPut: false, Policy: not { Links: not null } })
            {
                mayMove.Add(port);
                traffic.Add(sent);
            }
        }

        _histories = histories;
        _looked = now;
        int chosen = Placement.Choose(traffic.ToArray(), busy);
        if (chosen < 0)
        {
            return (null, -1);
        }

        histories[mayMove[chosen]].Moves(now);
        return (mayMove[chosen], Placement.Wanted(traffic[chosen]));
    }

    private double[] BusyShares(long now)
    {
        double[] busy = new double[workers.Count];
        for (int w = 0; w < busy.Length; w++)
        {
            long idle = workers[w].Counters.IdleAt(now);
            busy[w] = Math.Clamp(1 - ((idle - _idle[w]) / (double)(now - _looked)), 0, 1);
            _idle[w] = idle;
        }

        return busy;
    }
}
