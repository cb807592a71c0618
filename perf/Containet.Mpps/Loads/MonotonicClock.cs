using System.Diagnostics;

namespace Containet.Mpps.Loads;

/// <summary>CLOCK_MONOTONIC in nanoseconds, which all processes of the machine share.</summary>
internal static class MonotonicClock
{
    /// <summary>Nanoseconds of a second.</summary>
    public const long Second = 1_000_000_000;

    private static readonly long ToNanoseconds = Second / Stopwatch.Frequency; // 1 on Linux

    /// <summary>The time now, in nanoseconds.</summary>
    public static long Now => Stopwatch.GetTimestamp() * ToNanoseconds;
}
