using Containet.DataPlane.Ports;

namespace Containet.Stress;

/// <summary>A station that sends numbered frames to others at random and checks what comes back. Used by the thread of the worker that owns it.</summary>
/// <param name="port">The port, or what a worker has of it if each has a queue: a flow is a queue's.</param>
/// <param name="station">The station; all queues of a port are of one.</param>
/// <param name="run">Counts joins.</param>
/// <param name="nextTo">By station, the last number sent to it. This queue's.</param>
/// <param name="lastFrom">
/// By station and queue, the last that came from there. Shared by a port's queues: what comes from one queue comes to one worker at a time.
/// </param>
internal sealed class StressPort(Port port, int station, long run, long[] nextTo, long[,] lastFrom)
{
    private readonly long[] _nextTo = nextTo;
    private readonly long[,] _lastFrom = lastFrom;
    private ulong _random = (ulong)(((port.Number * 31) + port.Worker) * 7919) + 1;

    public Port Port { get; } = port;

    public int Station { get; } = station;

    /// <summary>Which queue of the port it is.</summary>
    public int Queue { get; } = port.IsEverywhere ? port.Worker : 0;

    public long[,] Shared => _lastFrom;

    /// <summary>Counts joins, so that a station that began anew is told from one whose frames come out of order.</summary>
    public long Run { get; } = run;

    public long Received { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>How many it has sent to a station.</summary>
    public long SentTo(int to) => _nextTo[to];

    /// <summary>The number of the last that the port had from a station's queue: of as many, if <see cref="Missed"/> is 0.</summary>
    public long LastFrom(int from, int queue) => _lastFrom[from, queue] & uint.MaxValue;

    /// <summary>Numbers passed over by a sender that did not begin anew.</summary>
    public long Missed { get; private set; }

    public (int Station, long Number) Next()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        int to = (int)(_random % (ulong)_nextTo.Length);
        return (to, ++_nextTo[to]);
    }

    /// <summary>A frame that came: numbers from one sender's queue to one receiver only rise, unless the sender began anew.</summary>
    public void Check(int to, int from, int queue, long number, long run)
    {
        Received++;
        long key = (run << 32) | number;
        if (to == Station)
        {
            Wrong += key > _lastFrom[from, queue] ? 0 : 1;
            Missed += _lastFrom[from, queue] >> 32 == run ? number - LastFrom(from, queue) - 1 : number - 1;
            _lastFrom[from, queue] = key;
        }
    }
}
