using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>What a run finds, as it grows: what was measured, on what, and every sample. One thread.</summary>
internal sealed class Findings
{
    /// <summary>The targets, those that are missing too.</summary>
    public List<TargetDescription> Targets { get; } = [];

    /// <summary>The metrics.</summary>
    public List<MetricDescription> Metrics { get; } = [];

    /// <summary>The samples.</summary>
    public List<Sample> Samples { get; } = [];
}
