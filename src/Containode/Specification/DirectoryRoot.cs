namespace Containode.Specification;

/// <summary>A directory of the host, written to as it is.</summary>
/// <param name="Path">The directory.</param>
internal sealed record DirectoryRoot(string Path) : RootSpec;
