using Containet.Images.Layers.Tar;
using Containet.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Unpacks a layer: an archive that strangers made becomes files below one directory, and nothing anywhere else
/// (<see cref="DirectoryTree"/> says how). The archive is read once, from its beginning to the end of the stream. Layers are
/// independent of one another; each takes one thread from its first byte to its last.
/// </summary>
public static class LayerUnpacker
{
    /// <summary>Unpacks a layer.</summary>
    /// <param name="archive">The archive, uncompressed, from where the stream stands; it is read to its end. What it throws passes through.</param>
    /// <param name="target">The directory, open for reading. Where the layer is put over others (<see cref="LayerTarget"/>) it is empty.</param>
    /// <param name="options">How.</param>
    /// <returns>What was unpacked, and what was left out.</returns>
    /// <exception cref="LayerException">The archive is no layer, leads out of the target, asks for more than it may, or the kernel refused something. What was made so far stays for the caller to remove.</exception>
    /// <exception cref="OperationCanceledException">It was to end.</exception>
    public static UnpackResult Unpack(Stream archive, Fd target, UnpackOptions options)
    {
        var result = new UnpackResult();
        var reader = new TarReader(archive, options.Limits);
        using var tree = new DirectoryTree(target, options, result);
        var maker = new EntryMaker(reader, tree, options, result);
        IWhiteouts whiteouts = options.Target == LayerTarget.OverlayLower
            ? new OverlayWhiteouts(tree, result)
            : new PlainWhiteouts(tree, maker);
        var name = new EntryName(options.Limits);
        while (reader.Next())
        {
            options.Cancelled.ThrowIfCancellationRequested();
            result.Entries++;
            name.Set(reader.Entry.Name);
            Apply(name, tree, maker, whiteouts, result);
        }

        tree.Finish();
        reader.SkipToEnd();
        result.ArchiveBytes = reader.Received;
        GC.KeepAlive(target);
        for (int header = 0; header < reader.GlobalHeaders; header++)
        {
            result.Skip(SkipReason.GlobalHeader, []);
        }

        return result;
    }

    private static void Apply(EntryName name, DirectoryTree tree, EntryMaker maker, IWhiteouts whiteouts, UnpackResult result)
    {
        switch (WhiteoutName.Of(name))
        {
            case WhiteoutKind.Name:
                whiteouts.Hide(name.Parent, WhiteoutName.Hidden(name.Base));
                result.Whiteouts++;
                break;
            case WhiteoutKind.Opaque:
                whiteouts.HideAll(name.Parent);
                result.Whiteouts++;
                break;
            case WhiteoutKind.AufsRecord:
                result.Skip(SkipReason.AufsRecord, name.Whole);
                break;
            default:
                Make(name, tree, maker, whiteouts);
                break;
        }
    }

    private static void Make(EntryName name, DirectoryTree tree, EntryMaker maker, IWhiteouts whiteouts)
    {
        if (name.IsRoot)
        {
            maker.Root();
            return;
        }

        DirectoryNode parent = tree.Resolve(name.Parent, make: true)
            ?? throw new LayerException(name.Whole, "it lies in what is no directory");
        parent.Touch();
        maker.Make(parent, name.Base);
        whiteouts.Touch(parent, name.Base);
    }
}
