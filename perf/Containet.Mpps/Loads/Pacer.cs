using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Loads;

/// <summary>
/// Says how many frames are due, so that a sender keeps a rate: it sleeps until a small burst is due rather than spin, which
/// would take a core away from what is measured. One thread.
/// </summary>
internal sealed class Pacer
{
    private const int Burst = 8;
    private const int ShortestSleep = 20_000; // ns: less is not worth a system call
    private readonly double _perNanosecond;
    private readonly long _begun;

    /// <summary>Starts the clock.</summary>
    /// <param name="rate">Frames per second; 0 for as many as possible.</param>
    public Pacer(long rate)
    {
        _perNanosecond = (double)rate / MonotonicClock.Second;
        _begun = MonotonicClock.Now;
        if (rate > 0)
        {
            // Sleeps end when they should, and not up to 50 µs later.
            prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
        }
    }

    /// <summary>How many may be sent now, at least one; sleeps until there are some.</summary>
    /// <param name="sent">How many have been sent.</param>
    /// <param name="most">The most that the sender can use.</param>
    public unsafe int Due(long sent, int most)
    {
        if (_perNanosecond == 0)
        {
            return most;
        }

        while (true)
        {
            long due = (long)((MonotonicClock.Now - _begun) * _perNanosecond) - sent;
            if (due > 0)
            {
                return (int)Math.Min(due, most);
            }

            long wait = Math.Max(ShortestSleep, (long)(Math.Min(Burst, most) / _perNanosecond));
            timespec time = new() { tv_sec = wait / MonotonicClock.Second, tv_nsec = (long_t)(wait % MonotonicClock.Second) };

            // Safe: a local. A sleep that a signal ends is one more look at the clock.
            nanosleep(&time, null);
        }
    }
}
