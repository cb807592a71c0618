using Containet.Linux.Bindings;

namespace Containet.Linux;

/// <summary>How much later than asked the kernel may wake a thread, to wake several at once: usually 50 µs.</summary>
public static class TimerSlack
{
    private const int PR_SET_TIMERSLACK = 29; // linux/prctl.h

    /// <summary>Has it be as little as can be, for the calling thread.</summary>
    public static void Minimize() => _ = Native.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
}
