namespace Containet.Images.Layers;

/// <summary>
/// Whiteouts in an archive (layer.md of the OCI's image specification): an entry <c>.wh.NAME</c> hides NAME of the layers below,
/// <c>.wh..wh..opq</c> all that is in its directory. No file can have such a name itself.
/// </summary>
internal static class WhiteoutName
{
    /// <summary>The name that hides everything in its directory.</summary>
    public static ReadOnlySpan<byte> Opaque => ".wh..wh..opq"u8;

    /// <summary>What a name begins with that hides another.</summary>
    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    private static ReadOnlySpan<byte> RecordPrefix => ".wh..wh."u8;

    /// <summary>What an entry's name means.</summary>
    /// <exception cref="LayerException">A whiteout of nothing, of its own directory or the one above, or something in a whiteout.</exception>
    public static WhiteoutKind Of(EntryName name)
    {
        if (name.Whole.IndexOf(Prefix) < 0)
        {
            return WhiteoutKind.None;
        }

        for (ReadOnlySpan<byte> rest = name.Parent; PathParts.Next(ref rest, out ReadOnlySpan<byte> part);)
        {
            if (part.StartsWith(RecordPrefix))
            {
                return WhiteoutKind.AufsRecord;
            }

            if (part.StartsWith(Prefix))
            {
                throw new LayerException(name.Whole, "it lies in a whiteout");
            }
        }

        ReadOnlySpan<byte> own = name.Base;
        return !own.StartsWith(Prefix) ? WhiteoutKind.None
            : own.SequenceEqual(Opaque) ? WhiteoutKind.Opaque
            : own.StartsWith(RecordPrefix) ? WhiteoutKind.AufsRecord
            : own[Prefix.Length..] is var hidden && (hidden.IsEmpty || hidden.SequenceEqual("."u8) || hidden.SequenceEqual(".."u8))
                ? throw new LayerException(name.Whole, "a whiteout of no name of its directory")
            : WhiteoutKind.Name;
    }

    /// <summary>The name that a whiteout hides.</summary>
    public static ReadOnlySpan<byte> Hidden(ReadOnlySpan<byte> whiteout) => whiteout[Prefix.Length..];
}
