using System.Diagnostics;

namespace Containet.Mpps.Kernel;

/// <summary>Waiting for what other programs do.</summary>
internal static class Wait
{
    private const int Interval = 2; // ms

    /// <summary>Waits until something is so.</summary>
    /// <returns>Whether it is; false when the time passed.</returns>
    public static bool Until(Func<bool> condition, TimeSpan limit)
    {
        long since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(since) > limit)
            {
                return false;
            }

            Thread.Sleep(Interval);
        }

        return true;
    }
}
