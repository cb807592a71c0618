using System.Diagnostics;

namespace Containet.DataPlane.Workers;

/// <summary>
/// How long a worker with nothing to do looks for work before it sleeps. Sleeping and being woken costs more than a short
/// look, but a look that finds nothing takes time from whoever else wants the core. So the look is as long as it has
/// lately paid: it doubles when work comes within the longest look, and halves when it does not. With traffic it saves a
/// wake-up a batch; without it soon costs nothing. While it looks it offers the core to whoever waits for it, so that a
/// program that was just woken there does not wait for the end of the look. One thread.
/// </summary>
internal struct IdleSpin
{
    private static readonly long Shortest = Stopwatch.Frequency / 1_000_000; // 1 µs: as good as none

    private const int LooksAYield = 16; // a look costs some 50 ns, a yield to nobody 300

    private readonly long _longest;
    private readonly long _worthwhile;
    private readonly bool _adapts;
    private int _looks;
    private long _limit;
    private long _since;
    private long _last;

    /// <summary>Makes one.</summary>
    /// <param name="poll">How long to look at most.</param>
    /// <param name="adapts">Whether it looks for less than that when it does not pay.</param>
    public IdleSpin(TimeSpan poll, bool adapts)
    {
        _longest = (long)(poll.TotalSeconds * Stopwatch.Frequency);
        _worthwhile = _longest + (_longest / 2);
        _adapts = adapts;
        _limit = _longest;
        _since = 0;
    }

    /// <summary>Time without work so far, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Spent { get; private set; }

    /// <summary>There was work.</summary>
    public void Worked()
    {
        if (_since != 0)
        {
            _since = 0;
            Grow();
        }
    }

    /// <summary>There was none.</summary>
    /// <returns>Whether it is time to sleep.</returns>
    public bool IsOver()
    {
        if (_limit <= 0)
        {
            return true;
        }

        if (++_looks % LooksAYield == 0)
        {
            Thread.Yield();
        }

        long now = Stopwatch.GetTimestamp();
        if (_since == 0)
        {
            _since = _last = now;
            return false;
        }

        Spent += now - _last;
        _last = now;
        return now - _since >= _limit;
    }

    /// <summary>
    /// It has slept: had it looked as long as it may, would it have seen the work come? Sleeping makes everything slower, the
    /// answer that it waits for too, so half as long again still counts; otherwise a round trip that once slept would sleep for ever.
    /// </summary>
    /// <param name="since">When it went to sleep (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Slept(long since)
    {
        long now = Stopwatch.GetTimestamp();
        long idle = now - (_since == 0 ? since : _since);
        Spent += now - (_since == 0 ? since : _last);
        _since = 0;
        if (idle < _longest || (idle < _worthwhile && _limit < _longest))
        {
            Grow();
        }
        else if (_adapts)
        {
            _limit = Math.Max(Math.Min(Shortest, _longest), _limit / 2);
        }
    }

    private void Grow()
    {
        if (_adapts)
        {
            _limit = Math.Min(_longest, _limit * 2);
        }
    }
}
