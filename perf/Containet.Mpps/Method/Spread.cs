namespace Containet.Mpps.Method;

/// <summary>Several rounds in a few numbers.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
/// <param name="Margin">
/// How far from this the same may come out in another run of as many rounds, 99 times of 100 (Student's t over the rounds); null
/// for a single round. It knows nothing of what the machine does differently an hour later.
/// </param>
internal sealed record Spread(double Median, double Least, double Most, double? Margin);
