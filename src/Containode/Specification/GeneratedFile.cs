namespace Containode.Specification;

/// <summary>A file with a given content that is no part of the root: it lives in memory and goes with the container.</summary>
/// <param name="Content">The content.</param>
internal sealed record GeneratedFile(string Content) : MountSpec;
