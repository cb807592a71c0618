namespace Containode.Confinement;

/// <summary>A mounted hierarchy of control groups (cgroups(7)).</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="Controllers">Which controllers it has; of version 2 that is asked in each group.</param>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="Own">The directory of the group that this process is in.</param>
internal sealed record CgroupHierarchy(int Version, IReadOnlyList<string> Controllers, string Mount, string Own);
