using Containet.DataPlane.Ports;

namespace Containet.Stress;

/// <summary>A station that sends numbered frames to others at random and checks what comes back. Used by the thread of the worker that owns it.</summary>
internal sealed class StressPort(Port port, int station, int stations, long run)
{
    private readonly long[] _nextTo = new long[stations];
    private readonly long[] _lastFrom = new long[stations];
    private ulong _random = (ulong)(port.Number * 7919) + 1;

    public Port Port { get; } = port;

    public int Station { get; } = station;

    /// <summary>Counts joins, so that a station that began anew is told from one whose frames come out of order.</summary>
    public long Run { get; } = run;

    public long Received { get; private set; }

    public long Wrong { get; private set; }

    /// <summary>How many it has sent to a station.</summary>
    public long SentTo(int to) => _nextTo[to];

    /// <summary>The number of the last that it had from a station: of as many, if <see cref="Missed"/> is 0.</summary>
    public long LastFrom(int from) => _lastFrom[from] & uint.MaxValue;

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

    /// <summary>A frame that came: numbers from one sender to one receiver only rise, unless the sender began anew.</summary>
    public void Check(int to, int from, long number, long run)
    {
        Received++;
        long key = (run << 32) | number;
        if (to == Station)
        {
            Wrong += key > _lastFrom[from] ? 0 : 1;
            Missed += _lastFrom[from] >> 32 == run ? number - LastFrom(from) - 1 : number - 1;
            _lastFrom[from] = key;
        }
    }
}
