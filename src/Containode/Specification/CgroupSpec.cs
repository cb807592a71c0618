namespace Containode.Specification;

/// <summary>Limits on what a container uses, enforced by a control group; null where there is none.</summary>
internal sealed record CgroupSpec
{
    /// <summary>The group's path below the hierarchy's root; null for one named after the identity.</summary>
    public string? Path { get; init; }

    /// <summary>Processor time, in processors: 1.5 is one and a half.</summary>
    public double? Processors { get; init; }

    /// <summary>Memory, in bytes.</summary>
    public long? Memory { get; init; }

    /// <summary>Processes and threads.</summary>
    public long? Processes { get; init; }

    /// <summary>The processors it may run on, as in <c>0-2,4</c>.</summary>
    public string? ProcessorList { get; init; }
}
