namespace Containet.Images.Store;

/// <summary>What was found when a layer was unpacked, kept beside it.</summary>
public sealed class LayerFacts
{
    /// <summary>Bytes of the uncompressed archive.</summary>
    public long ArchiveBytes { get; set; }

    /// <summary>Entries of the archive.</summary>
    public long Entries { get; set; }

    /// <summary>Bytes of the files' contents.</summary>
    public long ContentBytes { get; set; }

    /// <summary>Whether it hides everything below it: an overlay has none of the lower layers then.</summary>
    public bool HidesAllBelow { get; set; }

    /// <summary>
    /// Directories that the layer has no entry for, and that have not got yet what a layer below says of them: the bytes of
    /// their names, each as a character.
    /// </summary>
    public List<string> Implied { get; set; } = [];

    /// <summary>What could not be represented here, a line each.</summary>
    public List<string> Skipped { get; set; } = [];
}
