using Containet.Mpps.Metrics;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Method;

/// <summary>What is to be measured, and how often.</summary>
/// <param name="Targets">The targets that can be had.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="Seconds">How long each load lasts.</param>
/// <param name="VariantsToo">Whether the long measurements are made of variants of targets too.</param>
internal sealed record Plan(
    IReadOnlyList<ITarget> Targets, IReadOnlyList<IMetric> Metrics, int Rounds, double Seconds, bool VariantsToo = false);
