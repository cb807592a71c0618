using Containet.Linux;

namespace Containet.Images.Layers;

/// <summary>Which of the directories are open.</summary>
internal sealed partial class DirectoryTree
{
    // Archives go through a tree in its order, so that few are ever needed again soon; several layers may be unpacked at once.
    private const int MostOpen = 64;

    private readonly List<DirectoryNode> _open = new(MostOpen);
    private long _uses;

    /// <summary>A directory's descriptor, until another directory is asked for; longer if it is pinned.</summary>
    public int Open(DirectoryNode node)
    {
        if (node.Parent is null)
        {
            return node.Descriptor;
        }

        node.LastUse = ++_uses;
        if (node.Descriptor < 0)
        {
            int fd = FilesAt.OpenDirectory(Open(node.Parent), node.Name);
            SetOpen(node, fd >= 0 ? fd : throw new LayerException(node.Name, "open directory", fd));
        }

        return node.Descriptor;
    }

    private void SetOpen(DirectoryNode node, int fd)
    {
        if (_open.Count == MostOpen)
        {
            Close(LeastUsed());
        }

        node.Descriptor = fd;
        node.LastUse = ++_uses;
        _open.Add(node);
    }

    private DirectoryNode LeastUsed()
    {
        DirectoryNode? least = null;
        foreach (DirectoryNode node in _open)
        {
            if (!node.IsPinned && (least is null || node.LastUse < least.LastUse))
            {
                least = node;
            }
        }

        return least!;
    }

    private void Close(DirectoryNode node)
    {
        if (node.Parent is not null && node.Descriptor >= 0)
        {
            OpenFiles.Close(node.Descriptor);
            node.Descriptor = -1;
            int index = _open.IndexOf(node);
            _open[index] = _open[^1];
            _open.RemoveAt(_open.Count - 1);
        }
    }
}
