namespace Containode.Specification;

/// <summary>
/// Something mounted in a container: <see cref="FileSystemMount"/>, <see cref="BindMount"/> or <see cref="GeneratedFile"/>. The
/// target is made where it lacks, except in the host's root.
/// </summary>
internal abstract record MountSpec
{
    /// <summary>Where: an absolute path of the container, of which no link leads out.</summary>
    public required string Target { get; init; }

    /// <summary><c>MOUNT_ATTR_…</c> of linux/mount.h to set.</summary>
    public int Attributes { get; init; }

    /// <summary>Passed over where the target is not there and cannot be made.</summary>
    public bool Optional { get; init; }
}
