namespace Containet.Images.Layers;

/// <summary>
/// How much a layer may ask for. Everything that a stranger's archive could make large is bounded here; the defaults are far
/// above what images have, and far below what harms the machine. How much a compressed layer may grow by is for who inflates.
/// </summary>
public sealed record LayerLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>
    /// Headers in an archive, those of extensions included. The largest images published have some 500,000 files; each costs an
    /// inode, of which a file system may have no more than a few million.
    /// </summary>
    public long Entries { get; init; } = 2_000_000;

    /// <summary>Bytes of the archive, to its very end: what the disk can be made to take by one layer.</summary>
    public long TotalBytes { get; init; } = 128L << 30;

    /// <summary>
    /// Length of one file, holes included: a sparse file of exabytes costs nothing until something reads it to the end.
    /// </summary>
    public long FileBytes { get; init; } = 64L << 30;

    /// <summary>Length of an entry's name: what the kernel takes for a path (PATH_MAX).</summary>
    public int NameBytes { get; init; } = 4095;

    /// <summary>Length of one part of a name: what the kernel takes (NAME_MAX).</summary>
    public int PartBytes { get; init; } = 255;

    /// <summary>Length of what a symbolic link leads to: what the kernel takes (PATH_MAX).</summary>
    public int TargetBytes { get; init; } = 4095;

    /// <summary>How deep directories may be nested: removing a tree holds one descriptor a level.</summary>
    public int Depth { get; init; } = 256;

    /// <summary>Directories: what is to be set on them in the end is kept in memory, some 250 bytes each.</summary>
    public int Directories { get; init; } = 250_000;

    /// <summary>
    /// Bytes of names that are kept in memory until the end (of directories; where layers are applied to one another also of
    /// files), and of attributes that wait for it.
    /// </summary>
    public long KeptBytes { get; init; } = 48L << 20;

    /// <summary>Size of one extended header or map of a sparse file, which is read into memory whole; as Go's reader has it.</summary>
    public int ExtensionBytes { get; init; } = 1 << 20;

    /// <summary>Extended attributes of an entry: what a file system can hold is 64 KB, each with a name of up to 255 bytes.</summary>
    public int Attributes { get; init; } = 256;

    /// <summary>Symbolic links that a name may lead through: what the kernel follows (path_resolution(7)).</summary>
    public int Links { get; init; } = 40;
}
