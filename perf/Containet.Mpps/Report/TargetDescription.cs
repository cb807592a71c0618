namespace Containet.Mpps.Report;

/// <summary>A target in the report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Missing">Why it could not be had; null if it was.</param>
internal sealed record TargetDescription(string Name, string Description, string? Missing);
