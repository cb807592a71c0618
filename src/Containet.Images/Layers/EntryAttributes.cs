using Containet.Images.Layers.Tar;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Gives what was made its owner, its extended attributes, its permissions and its times, in this order: a change of owner
/// takes away set-id bits and capabilities, and anything changes the times. What creation gave already costs no call. One thread.
/// </summary>
internal sealed class EntryAttributes(UnpackOptions options, UnpackResult result)
{
    private const int AllPermissions = 0xFFF; // 07777

    private readonly uint _user = LibC.geteuid();
    private readonly uint _group = LibC.getegid();
    private readonly int _mask = ProcessMask.Read();

    /// <summary>What an open file or directory gets, times aside.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="fd">Its descriptor.</param>
    /// <param name="created">The permissions asked for at creation, or −1 to leave them for later.</param>
    public void Set(TarEntry entry, int fd, int created)
    {
        if (OwnerDiffers(entry))
        {
            Check(entry, "set owner", OpenFiles.ChangeOwner(fd, entry.Owner, entry.Group));
        }

        for (int index = 0; index < entry.AttributeCount; index++)
        {
            ReadOnlySpan<byte> attribute = entry.AttributeName(index);
            if (IsWanted(entry, attribute))
            {
                SetAttribute(entry, attribute, OpenFiles.SetAttribute(fd, attribute, entry.AttributeValue(index)));
            }
        }

        if (created >= 0 && entry.Mode != (created & ~_mask))
        {
            Check(entry, "set mode", OpenFiles.ChangeMode(fd, entry.Mode));
        }
    }

    /// <summary>What a file that is not opened gets: a symbolic link, a device, a FIFO.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="directory">The descriptor of the directory that it is in.</param>
    /// <param name="name">Its name there.</param>
    public void Set(TarEntry entry, int directory, ReadOnlySpan<byte> name)
    {
        if (OwnerDiffers(entry))
        {
            Check(entry, "set owner", FilesAt.ChangeOwner(directory, name, entry.Owner, entry.Group));
        }

        for (int index = 0; index < entry.AttributeCount; index++)
        {
            ReadOnlySpan<byte> attribute = entry.AttributeName(index);
            if (IsWanted(entry, attribute))
            {
                SetAttribute(entry, attribute, FilesAt.SetAttribute(directory, name, attribute, entry.AttributeValue(index)));
            }
        }

        if (entry.Type != TarType.SymbolicLink && entry.Mode != (entry.Mode & AllPermissions & ~_mask & 0x1FF))
        {
            Check(entry, "set mode", FilesAt.ChangeMode(directory, name, entry.Mode));
        }

        Check(entry, "set times", FilesAt.SetTimes(directory, name, entry.Accessed, entry.Modified));
    }

    /// <summary>Takes away the attributes that a directory had before the layer has an entry for it.</summary>
    public void Clear(TarEntry entry, int fd)
    {
        byte[] names = new byte[FilesAt.MaxAttributeNames];
        int length = OpenFiles.ListAttributes(fd, names);
        for (ReadOnlySpan<byte> rest = names.AsSpan(0, Math.Max(length, 0)); !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> attribute = rest[..end];
            rest = rest[(end + 1)..];
            if (!OverlayMarks.IsMark(attribute) && !IsOfMachine(attribute)
                && OpenFiles.RemoveAttribute(fd, attribute) is var removed && removed < 0
                && removed != -LibC.EPERM && removed != -LibC.ENODATA && removed != -LibC.EOPNOTSUPP)
            {
                Check(entry, $"remove attribute {LayerException.Printable(attribute)}", removed);
            }
        }
    }

    /// <summary>The value of a directory's attribute that what is made in it would inherit, which must wait.</summary>
    public static byte[]? DefaultAcl(TarEntry entry)
    {
        for (int index = 0; index < entry.AttributeCount; index++)
        {
            if (entry.AttributeName(index).SequenceEqual(DirectoryTree.DefaultAcl))
            {
                return entry.AttributeValue(index).ToArray();
            }
        }

        return null;
    }

    /// <summary>Throws if a call was refused.</summary>
    public static void Check(TarEntry entry, string doing, int outcome)
    {
        if (outcome < 0)
        {
            throw new LayerException(entry.Name, doing, outcome);
        }
    }

    private bool OwnerDiffers(TarEntry entry)
    {
        if (entry.Owner == _user && entry.Group == _group)
        {
            return false;
        }

        if (!options.Privileged)
        {
            result.Skip(SkipReason.OwnerNotKept, entry.Name);
        }

        return options.Privileged;
    }

    private bool IsWanted(TarEntry entry, ReadOnlySpan<byte> attribute)
    {
        if (OverlayMarks.IsMark(attribute) || IsOfMachine(attribute))
        {
            result.Skip(OverlayMarks.IsMark(attribute) ? SkipReason.OverlayAttribute : SkipReason.MachineAttribute, entry.Name);
            return false;
        }

        return !(entry.Type == TarType.Directory && attribute.SequenceEqual(DirectoryTree.DefaultAcl));
    }

    /// <summary>Whether an attribute is a machine's own affair rather than the file's.</summary>
    public static bool IsOfMachine(ReadOnlySpan<byte> attribute) =>
        attribute.SequenceEqual("security.selinux"u8) || attribute.StartsWith("system.nfs4"u8);

    private void SetAttribute(TarEntry entry, ReadOnlySpan<byte> attribute, int outcome)
    {
        if (outcome == -LibC.EPERM || outcome == -LibC.EACCES)
        {
            result.Skip(SkipReason.AttributeNotPermitted, entry.Name);
        }
        else if (outcome == -LibC.EOPNOTSUPP)
        {
            result.Skip(SkipReason.AttributeNotSupported, entry.Name);
        }
        else if (outcome < 0)
        {
            Check(entry, $"set attribute {LayerException.Printable(attribute)}", outcome);
        }
    }
}
