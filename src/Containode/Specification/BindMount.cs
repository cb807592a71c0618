namespace Containode.Specification;

/// <summary>A file or directory of the host.</summary>
/// <param name="Source">Its absolute path on the host.</param>
internal sealed record BindMount(string Source) : MountSpec
{
    /// <summary>The source is not a directory.</summary>
    public bool OfFile { get; init; }

    /// <summary>With what is mounted below it.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary><c>MOUNT_ATTR_…</c> to clear.</summary>
    public int Cleared { get; init; }

    /// <summary>The attributes are for what is mounted below it too.</summary>
    public bool AttributesRecursive { get; init; } = true;

    /// <summary>How mounts travel: <c>MS_PRIVATE</c>, <c>MS_SLAVE</c>, <c>MS_SHARED</c>; 0 for private.</summary>
    public int Propagation { get; init; }
}
