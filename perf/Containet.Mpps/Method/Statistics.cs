namespace Containet.Mpps.Method;

/// <summary>Medians and spreads of a few values.</summary>
internal static class Statistics
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    /// <param name="values">At least one, in any order.</param>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Median, least and most.</summary>
    /// <returns>Null if there are no values.</returns>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return all.Length == 0 ? null : new Spread(Median(all), all.Min(), all.Max());
    }
}
