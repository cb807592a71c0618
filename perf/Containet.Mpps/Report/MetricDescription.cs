namespace Containet.Mpps.Report;

/// <summary>A metric in the report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="MoreIsBetter">Whether a larger value is the better one.</param>
/// <param name="Reference">The target that ratios are against.</param>
internal sealed record MetricDescription(string Name, string Title, string Unit, bool MoreIsBetter, string Reference);
