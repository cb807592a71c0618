namespace Containet.Mpps.Metrics;

/// <summary>Rates over the middle of a run, when the senders are at speed and nothing drains yet.</summary>
internal static class Window
{
    private const double From = 0.2;
    private const double To = 0.9;

    /// <summary>Arrivals per second over the middle of a run.</summary>
    /// <param name="first">When the first bucket began, in nanoseconds.</param>
    /// <param name="bucketMs">Milliseconds of a bucket.</param>
    /// <param name="buckets">Arrivals in each; what is missing at the end is zero.</param>
    /// <param name="begun">When the sender began.</param>
    /// <param name="ended">When it ended.</param>
    /// <exception cref="MeasurementException">The run was too short for a middle, or nothing arrived in it: a rate of 0 is none.</exception>
    public static double Rate(long first, int bucketMs, IReadOnlyList<long> buckets, long begun, long ended)
    {
        double length = bucketMs * 1e6;
        int from = (int)Math.Ceiling((begun + (From * (ended - begun)) - first) / length);
        int to = (int)Math.Floor((begun + (To * (ended - begun)) - first) / length);
        from = Math.Max(from, 0);
        if (to <= from)
        {
            throw new MeasurementException("the first frame came too late for a rate to be taken");
        }

        long sum = 0;
        for (int b = from; b < Math.Min(to, buckets.Count); b++)
        {
            sum += buckets[b];
        }

        return sum == 0 ? throw new MeasurementException("nothing arrived in the middle of the run") : sum / ((to - from) * length / 1e9);
    }
}
