namespace Containet.Mpps.Method;

/// <summary>All rounds of one metric on one target.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Value">Over the rounds that did not fail; null if all did.</param>
/// <param name="Ratio">Round by round against the reference, in the same round; null without one.</param>
/// <param name="FloorRatio">Round by round against the floor (two taps and no switch), in the same round; null without one.</param>
/// <param name="Rounds">Rounds that were tried.</param>
/// <param name="Failures">What the failed rounds said, each reason once.</param>
/// <param name="FailedRounds">How many failed.</param>
/// <param name="Inapplicable">Why the metric makes no sense for it; null if it does.</param>
/// <param name="Details">Medians of what else was seen; the sum of what is an error.</param>
/// <param name="Notes">What has to be said, each once; in how many rounds if not in all.</param>
internal sealed record Summary(
    string Metric,
    string Target,
    Spread? Value,
    Spread? Ratio,
    Spread? FloorRatio,
    int Rounds,
    int FailedRounds,
    IReadOnlyList<string> Failures,
    string? Inapplicable,
    IReadOnlyDictionary<string, double> Details,
    IReadOnlyList<string> Notes)
{
    /// <summary>The target that is the floor.</summary>
    public const string Floor = "floor";

    /// <summary>Puts the rounds of every metric and target together, in the order in which they were first measured.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="referenceOf">The target that ratios of a metric are against.</param>
    public static IReadOnlyList<Summary> Of(IReadOnlyList<Sample> samples, Func<string, string> referenceOf)
    {
        Dictionary<(string, int), double> reference = Values(samples, s => s.Target == referenceOf(s.Metric));
        Dictionary<(string, int), double> floor = Values(samples, s => s.Target == Floor);
        return [.. samples.GroupBy(s => (s.Metric, s.Target)).Select(g => Of([.. g], reference, floor))];
    }

    private static Dictionary<(string, int), double> Values(IReadOnlyList<Sample> samples, Func<Sample, bool> which) =>
        samples.Where(s => s.Value > 0 && which(s)).ToDictionary(s => (s.Metric, s.Round), s => s.Value!.Value);

    private static Spread? RatioOf(IEnumerable<Sample> rounds, Dictionary<(string, int), double> against) =>
        Statistics.Of(rounds.Where(s => against.ContainsKey((s.Metric, s.Round))).Select(s => s.Value!.Value / against[(s.Metric, s.Round)]));

    private static Summary Of(
        IReadOnlyList<Sample> rounds, Dictionary<(string, int), double> reference, Dictionary<(string, int), double> floor)
    {
        Sample first = rounds[0];
        Sample[] good = [.. rounds.Where(s => s.Value is not null)];
        var details = good
            .SelectMany(s => s.Details)
            .GroupBy(d => d.Key)
            .ToDictionary(g => g.Key, g => Metrics.Detail.IsError(g.Key) ? g.Sum(d => d.Value) : Statistics.Median([.. g.Select(d => d.Value)]));
        string[] failures = [.. rounds.Select(s => s.Failure).OfType<string>()];
        return new Summary(
            first.Metric,
            first.Target,
            Statistics.Of(good.Select(s => s.Value!.Value)),
            RatioOf(good, reference),
            RatioOf(good, floor),
            rounds.Count,
            failures.Length,
            [.. failures.Distinct()],
            rounds.Select(s => s.Inapplicable).FirstOrDefault(i => i is not null),
            details,
            [.. good.SelectMany(s => s.Notes.Distinct()).GroupBy(n => n).Select(g => g.Count() == good.Length ? g.Key : $"{g.Key} (in {g.Count()} of {good.Length} rounds)")]);
    }
}
