using System.Diagnostics;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>
/// What the balancer remembers of a port. Two things keep a port from going to and fro: it must want the same worker twice in
/// succession, and after each move it stays, twice as long as after the one before.
/// </summary>
internal sealed class PortHistory(int workers)
{
    private const int Twice = 2;
    private static readonly long ShortestStay = 5 * Stopwatch.Frequency;

    private readonly long[] _handedOver = new long[workers];
    private long _frames;
    private int _wanted = -1;
    private int _times;
    private long _stay = ShortestStay;
    private long _stayUntil;

    /// <summary>What the port has sent since the last look.</summary>
    public PortTraffic Look(Port port)
    {
        long[] handedOver = new long[workers];
        for (int w = 0; w < workers; w++)
        {
            long sum = port.Counters.HandedOver(w);
            handedOver[w] = sum - _handedOver[w];
            _handedOver[w] = sum;
        }

        long frames = port.Counters.ReceivedFrames;
        var traffic = new PortTraffic(port.Worker, frames - _frames, handedOver);
        _frames = frames;
        int wanted = Placement.Wanted(traffic);
        _times = wanted == _wanted ? _times + 1 : 1;
        _wanted = wanted;
        return traffic;
    }

    /// <summary>Whether the port may be moved now.</summary>
    /// <param name="now">The time (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public bool MayMove(long now) => _wanted >= 0 && _times >= Twice && now >= _stayUntil;

    /// <summary>The port is being moved, or was to be and could not.</summary>
    public void Moves(long now)
    {
        _times = 0;
        _stayUntil = now + _stay;
        _stay *= Twice;
    }
}
