namespace Containode.Specification;

/// <summary>What <c>/</c> of a container is: <see cref="HostRoot"/>, <see cref="DirectoryRoot"/> or <see cref="OverlayRoot"/>.</summary>
internal abstract record RootSpec
{
    /// <summary>Nothing can be written but what is mounted below it.</summary>
    public bool ReadOnly { get; init; }
}
