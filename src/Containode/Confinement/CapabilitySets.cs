namespace Containode.Confinement;

/// <summary>The five sets of a process (capabilities(7)).</summary>
internal sealed record CapabilitySets
{
    /// <summary>What is in force.</summary>
    public CapabilitySet Effective { get; init; }

    /// <summary>What the process may put in force.</summary>
    public CapabilitySet Permitted { get; init; }

    /// <summary>What passes to programs whose files say so. Empty unless asked for: it outlives a change of user (CVE-2022-24769).</summary>
    public CapabilitySet Inheritable { get; init; }

    /// <summary>What no program executed can exceed.</summary>
    public CapabilitySet Bounding { get; init; }

    /// <summary>What passes to programs of users other than root.</summary>
    public CapabilitySet Ambient { get; init; }

    /// <summary>The sets of a user who may have some: root has them, anybody else none but what set-id root programs would give.</summary>
    /// <param name="bounding">What may be had.</param>
    /// <param name="isRoot">Whether the user is root.</param>
    public static CapabilitySets For(CapabilitySet bounding, bool isRoot) => new()
    {
        Bounding = bounding,
        Permitted = isRoot ? bounding : CapabilitySet.None,
        Effective = isRoot ? bounding : CapabilitySet.None,
    };
}
