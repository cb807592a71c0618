namespace Containet.Mpps.Method;

/// <summary>All rounds of one metric on one target.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Value">Over the rounds that did not fail; null if all did.</param>
/// <param name="Ratio">Round by round against the reference, in the same round; null without one.</param>
/// <param name="Rounds">Rounds that were tried.</param>
/// <param name="Failures">What the failed rounds said, each reason once.</param>
/// <param name="FailedRounds">How many failed.</param>
/// <param name="Inapplicable">Why the metric makes no sense for it; null if it does.</param>
/// <param name="Details">Medians of what else was seen; the sum of what is an error.</param>
/// <param name="Notes">What has to be said, each once.</param>
internal sealed record Summary(
    string Metric,
    string Target,
    Spread? Value,
    Spread? Ratio,
    int Rounds,
    int FailedRounds,
    IReadOnlyList<string> Failures,
    string? Inapplicable,
    IReadOnlyDictionary<string, double> Details,
    IReadOnlyList<string> Notes)
{
    /// <summary>Puts the rounds of every metric and target together, in the order in which they were first measured.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="referenceOf">The target that ratios of a metric are against.</param>
    public static IReadOnlyList<Summary> Of(IReadOnlyList<Sample> samples, Func<string, string> referenceOf)
    {
        var against = samples
            .Where(s => s.Target == referenceOf(s.Metric) && s.Value > 0)
            .ToDictionary(s => (s.Metric, s.Round), s => s.Value!.Value);
        return [.. samples.GroupBy(s => (s.Metric, s.Target)).Select(g => Of([.. g], against))];
    }

    private static Summary Of(IReadOnlyList<Sample> rounds, Dictionary<(string, int), double> against)
    {
        Sample first = rounds[0];
        Sample[] good = [.. rounds.Where(s => s.Value is not null)];
        var ratios = good
            .Where(s => against.ContainsKey((s.Metric, s.Round)))
            .Select(s => s.Value!.Value / against[(s.Metric, s.Round)]);
        var details = good
            .SelectMany(s => s.Details)
            .GroupBy(d => d.Key)
            .ToDictionary(g => g.Key, g => Metrics.Detail.IsError(g.Key) ? g.Sum(d => d.Value) : Statistics.Median([.. g.Select(d => d.Value)]));
        string[] failures = [.. rounds.Select(s => s.Failure).OfType<string>()];
        return new Summary(
            first.Metric,
            first.Target,
            Statistics.Of(good.Select(s => s.Value!.Value)),
            Statistics.Of(ratios),
            rounds.Count,
            failures.Length,
            [.. failures.Distinct()],
            rounds.Select(s => s.Inapplicable).FirstOrDefault(i => i is not null),
            details,
            [.. rounds.SelectMany(s => s.Notes).Distinct()]);
    }
}
