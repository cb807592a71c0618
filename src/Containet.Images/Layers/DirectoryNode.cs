using Containet.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// A directory of the target that the layer has to do with: where it is, by its parent and name, and what is to be set on it
/// once nothing more is put into it. Written by <see cref="DirectoryTree"/>.
/// </summary>
/// <param name="parent">The directory that it is in; null of the root.</param>
/// <param name="name">Its name there.</param>
internal sealed class DirectoryNode(DirectoryNode? parent, byte[] name)
{
    /// <summary>The directory that it is in; null of the root.</summary>
    public DirectoryNode? Parent { get; } = parent;

    /// <summary>Its name there.</summary>
    public byte[] Name { get; } = name;

    /// <summary>How many directories it is below the root.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Its descriptor while it is open, otherwise −1.</summary>
    public int Descriptor { get; set; } = -1;

    /// <summary>When it was last needed, by the tree's count.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether its descriptor must stay open.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether it has been removed; what is below it then has, too.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether the layer has an entry for it, or something in it.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Whether the layer has something in it, but no entry for it.</summary>
    public bool IsImplied { get; set; }

    /// <summary>The permissions that it is to have in the end, or −1 for those that it has.</summary>
    public int FinalMode { get; set; } = -1;

    /// <summary>The times that it is to have in the end.</summary>
    public (FileTime Accessed, FileTime Modified)? FinalTimes { get; set; }

    /// <summary>The attribute that what is made in a directory would inherit, hence set in the end.</summary>
    public byte[]? FinalDefaultAcl { get; set; }

    /// <summary>Whether it is there still.</summary>
    public bool IsAlive
    {
        get
        {
            for (DirectoryNode? node = this; node is not null; node = node.Parent)
            {
                if (node.IsGone)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The names that lead to it from the root, divided by slashes.</summary>
    public byte[] Path() => Parent is null or { Parent: null } ? Name : [.. Parent.Path(), (byte)'/', .. Name];

    /// <summary>Marks it and those that it is in as having something of the layer.</summary>
    public void Touch()
    {
        for (DirectoryNode? node = this; node is { IsTouched: false }; node = node.Parent)
        {
            node.IsTouched = true;
        }
    }
}
