using Containet.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Whiteouts that remove what the layers before have left in a plain directory. What the layer itself has made is remembered for
/// that, where there was anything before. One thread.
/// </summary>
internal sealed class PlainWhiteouts : IWhiteouts
{
    private readonly DirectoryTree _tree;
    private readonly EntryMaker _maker;
    private readonly HashSet<NodeKey>? _touched;
    private readonly HashSet<NodeKey>.AlternateLookup<NodeName> _lookup;

    public PlainWhiteouts(DirectoryTree tree, EntryMaker maker)
    {
        _tree = tree;
        _maker = maker;
        if (NamesIn(tree.Root).Count > 0)
        {
            _touched = new HashSet<NodeKey>(NodeNameComparer.Instance);
            _lookup = _touched.GetAlternateLookup<NodeName>();
        }
    }

    /// <inheritdoc/>
    public void Hide(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        if (_touched is not null && _tree.Resolve(directory, make: false) is { } parent)
        {
            Remove(parent, name);
        }
    }

    /// <inheritdoc/>
    public void HideAll(ReadOnlySpan<byte> directory)
    {
        if (_touched is not null && _tree.Resolve(directory, make: false) is { } node)
        {
            RemoveContent(node);
        }
    }

    /// <inheritdoc/>
    public void Touch(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        if (_touched is not null && _lookup.Add(new NodeName(parent, name)))
        {
            _tree.Keep(name.Length);
        }
    }

    private void Remove(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
        if (_tree.Known(parent, name) is { IsTouched: true } node)
        {
            RemoveContent(node);
        }
        else if (!_lookup.Contains(new NodeName(parent, name)))
        {
            _ = _maker.Clear(parent, name);
        }
    }

    private void RemoveContent(DirectoryNode node)
    {
        foreach (byte[] name in NamesIn(node))
        {
            Remove(node, name);
        }
    }

    private List<byte[]> NamesIn(DirectoryNode node)
    {
        var names = new List<byte[]>();
        int listed = OpenFiles.ListNames(_tree.Open(node), names);
        return listed < 0 ? throw new LayerException(node.Name, "list directory", listed) : names;
    }
}
