using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// The target's directories. Each is opened from the descriptor of the one that it is in, by one name that must not be a
/// symbolic link; where a link leads on, it is followed here, and the root is as far up as it goes. So nothing that an archive
/// says, in whatever order, leads out of the target. Descriptors of the directories used last stay open. What a directory is
/// to have in the end (<see cref="DirectoryNode"/>) is set when all is in it. One thread.
/// </summary>
internal sealed partial class DirectoryTree : IDisposable
{
    // While they are filled directories are their owner's, and nothing in them inherits anything.
    private const int ModeMeanwhile = 0x1C0; // 0700
    private const int SetGroupId = 0x400; // S_ISGID
    private const int ImpliedMode = 0x1ED; // 0755

    private readonly UnpackOptions _options;
    private readonly UnpackResult _result;
    private readonly List<DirectoryNode> _nodes = [];
    private readonly Dictionary<NodeKey, DirectoryNode> _known = new(NodeNameComparer.Instance);
    private readonly Dictionary<NodeKey, DirectoryNode>.AlternateLookup<NodeName> _lookup;
    private byte[] _lastPath = [];
    private int _lastLength;
    private DirectoryNode? _last;

    /// <summary>Begins with a root.</summary>
    /// <param name="target">The root, which stays the caller's.</param>
    /// <param name="options">How a layer is unpacked.</param>
    /// <param name="result">Takes what is counted.</param>
    public DirectoryTree(Fd target, UnpackOptions options, UnpackResult result)
    {
        _options = options;
        _result = result;
        _lookup = _known.GetAlternateLookup<NodeName>();
        Root = new DirectoryNode(null, []) { Descriptor = target.Value };
        _nodes.Add(Root);
        Prepare(Root, target.Value);
        if (options.Target == LayerTarget.OverlayLower)
        {
            Root.FinalMode = ImpliedMode;
            Root.FinalTimes = null;
        }
    }

    /// <summary>The target itself.</summary>
    public DirectoryNode Root { get; }

    /// <summary>Bytes that are kept until the end.</summary>
    public long Kept { get; private set; }

    /// <summary>Finds a directory.</summary>
    /// <param name="path">The names that lead to it, from the root.</param>
    /// <param name="make">Whether those that lack are made.</param>
    /// <returns>It, or null if it lacks and is not made, or something on the way is no directory.</returns>
    /// <exception cref="LayerException">Too many links lead to it, or the kernel refused something.</exception>
    public DirectoryNode? Resolve(ReadOnlySpan<byte> path, bool make)
    {
        if (_last is not null && path.SequenceEqual(_lastPath.AsSpan(0, _lastLength)))
        {
            return _last;
        }

        int links = _options.Limits.Links;
        DirectoryNode? found = Walk(Root, path, path, make, ref links);
        if (found is not null)
        {
            if (_lastPath.Length < path.Length)
            {
                _lastPath = new byte[Math.Max(256, path.Length * 2)];
            }

            path.CopyTo(_lastPath);
            _lastLength = path.Length;
            _last = found;
        }

        return found;
    }

    /// <summary>The directory of that name, if it is known already.</summary>
    public DirectoryNode? Known(DirectoryNode parent, ReadOnlySpan<byte> name) =>
        _lookup.TryGetValue(new NodeName(parent, name), out DirectoryNode? node) ? node : null;

    /// <summary>Makes a directory; the name must be free.</summary>
    /// <returns>It, or null if the name is taken.</returns>
    public DirectoryNode? Make(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        int made = FilesAt.MakeDirectory(Open(parent), name, ModeMeanwhile);
        if (made == -LibC.EEXIST)
        {
            return null;
        }

        int fd = made < 0 ? made : FilesAt.OpenDirectory(Open(parent), name);
        DirectoryNode node = fd >= 0 ? Add(parent, name, fd) : throw new LayerException(name, "make directory", fd);
        node.FinalMode = ImpliedMode;
        return node;
    }

    /// <summary>The directory of that name, which is there.</summary>
    /// <returns>It, or null if what is there is none.</returns>
    public DirectoryNode? Enter(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        if (Known(parent, name) is { } known)
        {
            return known;
        }

        int fd = FilesAt.OpenDirectory(Open(parent), name);
        if (fd == -LibC.EACCES && !_options.Privileged
            && FilesAt.Status(Open(parent), name, out EntryStatus status) == 0 && status.IsDirectory)
        {
            _ = FilesAt.ChangeMode(Open(parent), name, status.Permissions | ModeMeanwhile);
            fd = FilesAt.OpenDirectory(Open(parent), name);
            if (fd >= 0)
            {
                DirectoryNode opened = AddExisting(parent, name, fd);
                opened.FinalMode = status.Permissions;
                return opened;
            }
        }

        return fd >= 0 ? AddExisting(parent, name, fd)
            : fd == -LibC.ENOTDIR || fd == -LibC.ELOOP || fd == -LibC.ENOENT ? null
            : throw new LayerException(name, "open directory", fd);
    }

    /// <summary>Has an overlay mount not look for a directory in the layers below.</summary>
    public void MarkOpaque(DirectoryNode node)
    {
        int result = OverlayMarks.SetOpaque(Open(node), _options.Privileged);
        if (result < 0)
        {
            throw new LayerException(node.Name, "mark directory as opaque", result);
        }
    }

    /// <summary>Forgets what was known of the paths, after a name has been removed.</summary>
    /// <param name="parent">The directory that it was in.</param>
    /// <param name="name">The name.</param>
    public void Forget(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        _last = null;
        if (Known(parent, name) is { } node)
        {
            node.IsGone = true;
            _ = _lookup.Remove(new NodeName(parent, name));
            Close(node);
        }
    }

    /// <summary>Accounts for bytes that are kept until the end.</summary>
    /// <exception cref="LayerException">There are too many.</exception>
    public void Keep(int bytes)
    {
        Kept += bytes;
        if (Kept > _options.Limits.KeptBytes)
        {
            throw new LayerException($"the layer has names of more than {_options.Limits.KeptBytes} bytes, the most that are kept");
        }
    }

    /// <summary>Sets what directories are to have in the end, those within others first.</summary>
    public void Finish()
    {
        for (int index = _nodes.Count - 1; index >= 0; index--)
        {
            DirectoryNode node = _nodes[index];
            if (node.IsImplied && node.IsAlive)
            {
                byte[] path = node.Path();
                Keep(path.Length);
                _result.AddImplied(path);
            }

            if (node.IsAlive && (node.FinalMode >= 0 || node.FinalTimes is not null || node.FinalDefaultAcl is not null))
            {
                Finish(node, Open(node));
                Close(node);
            }
        }
    }

    /// <summary>Closes the descriptors.</summary>
    public void Dispose()
    {
        foreach (DirectoryNode node in _open)
        {
            OpenFiles.Close(node.Descriptor);
            node.Descriptor = -1;
        }

        _open.Clear();
    }

    private static void Finish(DirectoryNode node, int fd)
    {
        int result = node.FinalDefaultAcl is null ? 0 : OpenFiles.SetAttribute(fd, DefaultAcl, node.FinalDefaultAcl);
        result = result >= 0 && node.FinalMode >= 0 ? OpenFiles.ChangeMode(fd, node.FinalMode) : result;
        result = result >= 0 && node.FinalTimes is { } times ? OpenFiles.SetTimes(fd, times.Accessed, times.Modified) : result;
        if (result < 0)
        {
            throw new LayerException(node.Name, "set attributes of directory", result);
        }
    }

    private DirectoryNode? Walk(DirectoryNode from, ReadOnlySpan<byte> path, ReadOnlySpan<byte> entry, bool make, ref int links)
    {
        DirectoryNode? node = from;
        while (node is not null && PathParts.Next(ref path, out ReadOnlySpan<byte> part))
        {
            node = part.SequenceEqual(".."u8) ? node.Parent ?? node : Step(node, part, entry, make, ref links);
        }

        return node;
    }

    private DirectoryNode? Step(DirectoryNode node, ReadOnlySpan<byte> part, ReadOnlySpan<byte> entry, bool make, ref int links)
    {
        if (Enter(node, part) is { } there)
        {
            return there;
        }

        int found = FilesAt.Status(Open(node), part, out EntryStatus status);
        if (found == 0 && status.IsSymbolicLink)
        {
            return Follow(node, part, entry, make, ref links);
        }

        bool isWhiteout = found == 0 && status.IsWhiteout && _options.Target == LayerTarget.OverlayLower;
        return isWhiteout || found == -LibC.ENOENT ? (make ? MakeImplied(node, part, isWhiteout) : null)
            : found == 0 ? null
            : throw new LayerException(entry, "look at its directory", found);
    }

    private DirectoryNode MakeImplied(DirectoryNode parent, ReadOnlySpan<byte> name, bool isWhiteout)
    {
        if (isWhiteout)
        {
            _ = FilesAt.Remove(Open(parent), name);
        }

        DirectoryNode made = Make(parent, name) ?? throw new LayerException(name, "make directory", LibC.EEXIST);
        made.IsImplied = true;
        if (isWhiteout)
        {
            MarkOpaque(made);
        }

        return made;
    }

    private DirectoryNode? Follow(DirectoryNode node, ReadOnlySpan<byte> part, ReadOnlySpan<byte> entry, bool make, ref int links)
    {
        byte[] target = new byte[FilesAt.MaxTarget];
        int length = FilesAt.ReadLink(Open(node), part, target);
        return --links < 0 || length < 0
            ? throw new LayerException(entry, "follow the symbolic links to its directory", length < 0 ? length : LibC.ELOOP)
            : Walk(target[0] == '/' ? Root : node, target.AsSpan(0, length), entry, make, ref links);
    }

    private DirectoryNode AddExisting(DirectoryNode parent, ReadOnlySpan<byte> name, int fd)
    {
        DirectoryNode node = Add(parent, name, fd);
        Prepare(node, fd);
        return node;
    }

    private DirectoryNode Add(DirectoryNode parent, ReadOnlySpan<byte> name, int fd)
    {
        var node = new DirectoryNode(parent, name.ToArray());
        SetOpen(node, fd);
        if (node.Depth > _options.Limits.Depth || _nodes.Count > _options.Limits.Directories)
        {
            throw node.Depth > _options.Limits.Depth
                ? new LayerException(name, $"nested deeper than {_options.Limits.Depth} directories")
                : new LayerException($"the layer has more than {_options.Limits.Directories} directories, the most that one may have");
        }

        Keep(name.Length);
        _nodes.Add(node);
        _known[new NodeKey(parent, node.Name)] = node;
        return node;
    }

    // What was there before is to be found in the end as it was: entries of it say otherwise where they mean to.
    private void Prepare(DirectoryNode node, int fd)
    {
        int result = OpenFiles.Status(fd, out EntryStatus status);
        if (result < 0)
        {
            throw new LayerException(node.Name, "look at directory", result);
        }

        node.FinalTimes = (status.Accessed, status.Modified);
        int meanwhile = (status.Permissions & ~SetGroupId) | ModeMeanwhile;
        if (meanwhile != status.Permissions && OpenFiles.ChangeMode(fd, meanwhile) == 0)
        {
            node.FinalMode = status.Permissions;
        }

        result = OpenFiles.GetAttribute(fd, DefaultAcl, []);
        if (result > 0)
        {
            node.FinalDefaultAcl = new byte[result];
            _ = OpenFiles.GetAttribute(fd, DefaultAcl, node.FinalDefaultAcl);
            _ = OpenFiles.RemoveAttribute(fd, DefaultAcl);
        }
    }

    /// <summary>The attribute that what is made in a directory inherits (acl(5)).</summary>
    public static ReadOnlySpan<byte> DefaultAcl => "system.posix_acl_default"u8;
}
