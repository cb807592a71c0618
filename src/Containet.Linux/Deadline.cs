using System.Diagnostics;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>Times to come, as the kernel wants to be told how long to wait.</summary>
internal static class Deadline
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>What is left until a time (<see cref="Stopwatch.GetTimestamp"/>); nothing if it has passed.</summary>
    public static timespec Left(long time)
    {
        long left = (long)(Math.Max(0, time - Stopwatch.GetTimestamp()) * ((double)NanosecondsPerSecond / Stopwatch.Frequency));
        return new timespec { tv_sec = left / NanosecondsPerSecond, tv_nsec = (long_t)(left % NanosecondsPerSecond) };
    }
}
