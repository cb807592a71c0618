using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>Whiteouts for an overlay mount to heed. One thread.</summary>
internal sealed class OverlayWhiteouts(DirectoryTree tree, UnpackResult result) : IWhiteouts
{
    /// <inheritdoc/>
    public void Hide(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        // In what is no directory there is nothing to hide: it hides everything itself.
        if (tree.Resolve(directory, make: true) is not { } parent)
        {
            return;
        }

        parent.Touch();
        int made = FilesAt.MakeWhiteout(tree.Open(parent), name);
        if (made == -LibC.EEXIST)
        {
            // The layer's own: a directory hides the one below instead of being put over it; anything else does anyway.
            if (tree.Enter(parent, name) is { } own)
            {
                tree.MarkOpaque(own);
            }
        }
        else if (made < 0)
        {
            throw new LayerException(name, "make whiteout", made);
        }
    }

    /// <inheritdoc/>
    public void HideAll(ReadOnlySpan<byte> directory)
    {
        if (tree.Resolve(directory, make: true) is { } node)
        {
            node.Touch();
            tree.MarkOpaque(node);
            result.HidesAllBelow |= node == tree.Root;
        }
    }

    /// <inheritdoc/>
    public void Touch(DirectoryNode parent, ReadOnlySpan<byte> name)
    {
    }
}
