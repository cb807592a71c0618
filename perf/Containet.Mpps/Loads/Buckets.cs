namespace Containet.Mpps.Loads;

/// <summary>Counts by time, from the first arrival on, so that a rate can be taken over any part of a run. One thread; no allocation.</summary>
internal sealed class Buckets(int milliseconds)
{
    private const int Most = 60_000;
    private readonly long[] _counts = new long[Most];
    private readonly long _nanoseconds = milliseconds * 1_000_000L;
    private int _used;

    /// <summary>When the first bucket began; 0 as long as nothing has been counted.</summary>
    public long First { get; private set; }

    /// <summary>Milliseconds of a bucket.</summary>
    public int Milliseconds => milliseconds;

    /// <summary>Adds to the bucket of a time; what comes after the last bucket is added to the last.</summary>
    public void Add(long now, long count)
    {
        if (First == 0)
        {
            First = now;
        }

        int bucket = (int)Math.Min((now - First) / _nanoseconds, Most - 1);
        _counts[bucket] += count;
        _used = Math.Max(_used, bucket + 1);
    }

    /// <summary>The buckets up to the last that was used.</summary>
    public IReadOnlyList<long> ToList() => _counts[.._used];
}
