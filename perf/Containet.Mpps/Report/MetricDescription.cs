namespace Containet.Mpps.Report;

/// <summary>A metric in the report.</summary>
internal sealed record MetricDescription(string Name, string Title, string Unit, bool MoreIsBetter);
