namespace Containet.Mpps.Method;

/// <summary>Medians and spreads of a few values.</summary>
internal static class Statistics
{
    // Student's t at 0.995, by degrees of freedom from 1 on; the last stands for all beyond.
    private static readonly double[] StudentT = [63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169, 2.95];

    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    /// <param name="values">At least one, in any order.</param>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Median, least, most and margin.</summary>
    /// <returns>Null if there are no values.</returns>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length == 0 ? null : new Spread(Median(all), all.Min(), all.Max(), Margin(all));
    }

    /// <summary>Whether two runs' values differ by more than both runs' margins explain.</summary>
    public static bool Differ(Spread a, Spread b) =>
        a.Margin is { } marginA && b.Margin is { } marginB
        && Math.Abs(a.Median - b.Median) > Math.Sqrt(((marginA * marginA) + (marginB * marginB)) / 2);

    // Two means of n values differ by less than t * s * sqrt(2 / n).
    private static double? Margin(double[] values)
    {
        int n = values.Length;
        if (n < 2)
        {
            return null;
        }

        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (n - 1));
        return StudentT[Math.Min(n - 1, StudentT.Length) - 1] * deviation * Math.Sqrt(2.0 / n);
    }
}
