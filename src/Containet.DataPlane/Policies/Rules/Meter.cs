using System.Diagnostics;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>
/// Lets so much pass a second, and so much at once. One number, the time at which all that has passed would have been due
/// (the virtual scheduling algorithm of ITU-T I.371), changed by compare-and-swap: several workers may share one.
/// </summary>
internal sealed class Meter
{
    private readonly double _ticksPerUnit;
    private readonly long _tolerance;
    private long _due;

    /// <summary>Makes one.</summary>
    /// <param name="perSecond">Units a second, bytes or frames; positive.</param>
    /// <param name="burst">Units that may come at once.</param>
    public Meter(double perSecond, double burst)
    {
        _ticksPerUnit = Stopwatch.Frequency / perSecond;
        _tolerance = (long)Math.Min(burst * _ticksPerUnit, long.MaxValue / 4);
        _due = long.MinValue / 2;
    }

    /// <summary>Whether something passes: while no more than a burst has passed beyond what is due, the last of it whole.</summary>
    /// <param name="units">How much it is.</param>
    /// <param name="now">The time (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public bool Passes(int units, long now)
    {
        long cost = (long)(units * _ticksPerUnit);
        while (true)
        {
            long due = Volatile.Read(ref _due);
            if (due > now + _tolerance)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _due, Math.Max(due, now) + cost, due) == due)
            {
                return true;
            }
        }
    }
}
