namespace Containode.Specification;

/// <summary>The root that the launcher has. Nothing is ever made in it: a mount point that lacks is an error, or passed over.</summary>
internal sealed record HostRoot : RootSpec;
