namespace Containet.Mpps.Metrics;

/// <summary>Numbers the runs, so that a frame of an earlier one is not counted in a later one. Any thread.</summary>
internal static class RunNumber
{
    private static int _last = Environment.ProcessId;

    /// <summary>The next.</summary>
    public static ushort Next() => (ushort)Interlocked.Increment(ref _last);
}
