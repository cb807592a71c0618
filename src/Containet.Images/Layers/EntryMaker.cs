using Containet.Images.Layers.Tar;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Makes what an entry says, in a directory that is open. The name is taken to be free; where it is not, what is there gives
/// way, a directory with all that is in it: of several entries of one name the last counts. One thread.
/// </summary>
internal sealed class EntryMaker
{
    private const int MostWrites = 1 << 20;

    private readonly TarReader _reader;
    private readonly TarEntry _entry;
    private readonly DirectoryTree _tree;
    private readonly EntryAttributes _attributes;
    private readonly UnpackOptions _options;
    private readonly UnpackResult _result;
    private readonly EntryName _link;

    /// <summary>Makes the entries of a reader.</summary>
    public EntryMaker(TarReader reader, DirectoryTree tree, UnpackOptions options, UnpackResult result)
    {
        _reader = reader;
        _entry = reader.Entry;
        _tree = tree;
        _options = options;
        _result = result;
        _attributes = new EntryAttributes(options, result);
        _link = new EntryName(options.Limits);
    }

    /// <summary>Gives the root what the archive says of it.</summary>
    public void Root()
    {
        if (_entry.Type != TarType.Directory)
        {
            throw new LayerException(_entry.Name, "the root can only be a directory");
        }

        Describe(_tree.Root, existed: true);
        _result.Directories++;
    }

    /// <summary>Makes what the current entry says.</summary>
    /// <param name="parent">The directory that it lies in.</param>
    /// <param name="name">Its name there.</param>
    public void Make(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        switch (_entry.Type)
        {
            case TarType.File:
                MakeFile(parent, name);
                break;
            case TarType.Directory:
                MakeDirectory(parent, name);
                break;
            case TarType.SymbolicLink:
                MakeSymbolicLink(parent, name);
                break;
            case TarType.HardLink:
                MakeHardLink(parent, name);
                break;
            default:
                MakeNode(parent, name);
                break;
        }
    }

    /// <summary>Removes what a name stands for.</summary>
    /// <returns>Whether it was no directory.</returns>
    public bool Clear(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        int directory = _tree.Open(parent);
        int removed = FilesAt.Remove(directory, name);
        bool wasDirectory = removed == -LibC.EISDIR;
        if (wasDirectory)
        {
            removed = FileTree.Remove(directory, name);
        }

        if (removed < 0 && removed != -LibC.ENOENT)
        {
            throw new LayerException(_entry.Name, "remove what was there before", removed);
        }

        _tree.Forget(parent, name);
        return !wasDirectory;
    }

    private void MakeFile(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        // With attributes to set, the file must be writable until they are, for others than root.
        int mode = _entry.AttributeCount == 0 ? _entry.Mode & 0x1FF : 0x180 /* 0600 */;
        int flags = LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOCTTY;
        int fd = FilesAt.Open(_tree.Open(parent), name, flags, mode);
        if (fd == -LibC.EEXIST)
        {
            _ = Clear(parent, name);
            fd = FilesAt.Open(_tree.Open(parent), name, flags, mode);
        }

        EntryAttributes.Check(_entry, "make file", fd);
        try
        {
            if (_entry.Extents is null)
            {
                Write(fd, _entry.StoredSize);
            }
            else
            {
                WriteSparse(fd);
            }

            _attributes.Set(_entry, fd, mode);
            EntryAttributes.Check(_entry, "set times", OpenFiles.SetTimes(fd, _entry.Accessed, _entry.Modified));
        }
        finally
        {
            OpenFiles.Close(fd);
        }

        _result.Files++;
        _result.Bytes += _entry.StoredSize;
    }

    private void Write(int fd, long length)
    {
        while (length > 0)
        {
            ReadOnlySpan<byte> piece = _reader.Content(Math.Min(length, MostWrites));
            EntryAttributes.Check(_entry, "write", OpenFiles.Write(fd, piece));
            length -= piece.Length;
            _options.Cancelled.ThrowIfCancellationRequested();
        }
    }

    private void WriteSparse(int fd)
    {
        EntryAttributes.Check(_entry, "set length", OpenFiles.SetLength(fd, _entry.Size));
        foreach (SparseExtent extent in _entry.Extents!)
        {
            for (long done = 0; done < extent.Length;)
            {
                ReadOnlySpan<byte> piece = _reader.Content(extent.Length - done);
                EntryAttributes.Check(_entry, "write", OpenFiles.Write(fd, piece, extent.Offset + done));
                done += piece.Length;
                _options.Cancelled.ThrowIfCancellationRequested();
            }
        }
    }

    private void MakeDirectory(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        DirectoryNode? node = _tree.Make(parent, name);
        bool existed = node is null;
        if (node is null)
        {
            node = _tree.Enter(parent, name);
        }

        if (node is null)
        {
            // What was no directory hid everything below it, in layers that are under this one.
            _ = Clear(parent, name);
            node = _tree.Make(parent, name) ?? throw new LayerException(_entry.Name, "make directory", LibC.EEXIST);
            existed = false;
            if (_options.Target == LayerTarget.OverlayLower)
            {
                _tree.MarkOpaque(node);
            }
        }

        Describe(node, existed);
        _result.Directories++;
    }

    private void Describe(DirectoryNode node, bool existed)
    {
        int fd = _tree.Open(node);
        if (existed)
        {
            _attributes.Clear(_entry, fd);
        }

        _attributes.Set(_entry, fd, created: -1);
        node.IsImplied = false;
        node.FinalMode = _entry.Mode;
        node.FinalTimes = (_entry.Accessed, _entry.Modified);
        node.FinalDefaultAcl = EntryAttributes.DefaultAcl(_entry);
        _tree.Keep(node.FinalDefaultAcl?.Length ?? 0);
        node.Touch();
    }

    private void MakeSymbolicLink(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        if (_entry.Link.IsEmpty || _entry.Link.Length > _options.Limits.TargetBytes)
        {
            throw new LayerException(_entry.Name, _entry.Link.IsEmpty
                ? "a symbolic link to nothing"
                : $"a symbolic link of {_entry.Link.Length} bytes; the most is {_options.Limits.TargetBytes}");
        }

        int made = FilesAt.MakeSymbolicLink(_entry.Link, _tree.Open(parent), name);
        if (made == -LibC.EEXIST)
        {
            _ = Clear(parent, name);
            made = FilesAt.MakeSymbolicLink(_entry.Link, _tree.Open(parent), name);
        }

        EntryAttributes.Check(_entry, "make symbolic link", made);
        _attributes.Set(_entry, _tree.Open(parent), name);
        _result.SymbolicLinks++;
    }

    private void MakeNode(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        bool isDevice = _entry.Type != TarType.Fifo;
        if (isDevice && IsWhiteoutDevice())
        {
            _result.Skip(SkipReason.WhiteoutDevice, _entry.Name);
            return;
        }

        if (isDevice && !_options.Privileged)
        {
            _result.Skip(SkipReason.Device, _entry.Name);
            return;
        }

        int kind = _entry.Type switch
        {
            TarType.CharacterDevice => 0x2000, // S_IFCHR
            TarType.BlockDevice => 0x6000, // S_IFBLK
            _ => 0x1000, // S_IFIFO
        };
        int mode = kind | (_entry.Mode & 0x1FF);
        int made = FilesAt.MakeNode(_tree.Open(parent), name, mode, _entry.Major, _entry.Minor);
        if (made == -LibC.EEXIST)
        {
            _ = Clear(parent, name);
            made = FilesAt.MakeNode(_tree.Open(parent), name, mode, _entry.Major, _entry.Minor);
        }

        if (made == -LibC.EPERM && isDevice)
        {
            _result.Skip(SkipReason.Device, _entry.Name);
            return;
        }

        EntryAttributes.Check(_entry, "make device or FIFO", made);
        _attributes.Set(_entry, _tree.Open(parent), name);
        _result.Nodes++;
    }

    private bool IsWhiteoutDevice() =>
        _options.Target == LayerTarget.OverlayLower && _entry.Type == TarType.CharacterDevice && (_entry.Major | _entry.Minor) == 0;

    private void MakeHardLink(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        _link.Set(_entry.Link);
        DirectoryNode? source = _link.IsRoot || WhiteoutName.Of(_link) != WhiteoutKind.None
            ? null
            : _tree.Resolve(_link.Parent, make: false);
        if (source is null)
        {
            throw NotThere();
        }

        // Both must be open at once.
        source.IsPinned = true;
        try
        {
            LinkTo(source, parent, name);
        }
        finally
        {
            source.IsPinned = false;
        }

        _result.HardLinks++;
    }

    private void LinkTo(DirectoryNode source, DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        int from = _tree.Open(source);
        int to = _tree.Open(parent);
        int found = FilesAt.Status(from, _link.Base, out EntryStatus status);
        if (found < 0 || status.IsDirectory || (status.IsWhiteout && _options.Target == LayerTarget.OverlayLower))
        {
            throw found < 0 && found != -LibC.ENOENT ? new LayerException(_entry.Name, "look at what it links to", found) : NotThere();
        }

        int linked = FilesAt.Link(from, _link.Base, to, name);
        if (linked == -LibC.EEXIST)
        {
            if (FilesAt.Status(to, name, out EntryStatus there) == 0 && there.Inode == status.Inode && there.Device == status.Device)
            {
                return;
            }

            // What it links to may have lain in what gives way.
            _ = Clear(parent, name);
            linked = !source.IsAlive ? -LibC.ENOENT : FilesAt.Link(from, _link.Base, to, name);
        }

        if (linked == -LibC.ENOENT)
        {
            throw NotThere();
        }

        EntryAttributes.Check(_entry, "make link", linked);
    }

    private LayerException NotThere() =>
        new(_entry.Name, $"a hard link to {LayerException.Printable(_entry.Link)}, which is no file of the layer");
}
