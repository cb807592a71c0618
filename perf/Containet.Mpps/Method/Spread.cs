namespace Containet.Mpps.Method;

/// <summary>Several rounds in three numbers.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal sealed record Spread(double Median, double Least, double Most);
