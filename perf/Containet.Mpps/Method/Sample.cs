namespace Containet.Mpps.Method;

/// <summary>One measurement of a round: a value, or the reason why there is none.</summary>
/// <param name="Round">1 for the first.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Value">In the metric's unit; null if there is none.</param>
/// <param name="Failure">Why the round failed; null if it did not.</param>
/// <param name="Inapplicable">Why the metric makes no sense here; null if it does.</param>
/// <param name="Details">What else was seen.</param>
/// <param name="Notes">What has to be said beside it.</param>
internal sealed record Sample(
    int Round,
    string Metric,
    string Target,
    double? Value,
    string? Failure,
    string? Inapplicable,
    IReadOnlyDictionary<string, double> Details,
    IReadOnlyList<string> Notes);
