namespace Containet.Images.Layers;

/// <summary>What was unpacked. Written by who unpacks.</summary>
public sealed class UnpackResult
{
    private readonly List<byte[]> _implied = [];
    private readonly Dictionary<SkipReason, (long Count, string First)> _skipped = [];

    /// <summary>Entries of the archive.</summary>
    public long Entries { get; internal set; }

    /// <summary>Bytes of the archive, all of it.</summary>
    public long ArchiveBytes { get; internal set; }

    /// <summary>Regular files.</summary>
    public long Files { get; internal set; }

    /// <summary>Bytes of content that were written.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Directories that have an entry.</summary>
    public long Directories { get; internal set; }

    /// <summary>
    /// Directories that have none, but something in them, by the names that lead to them, the innermost first. They belong to
    /// root and have mode 0755 until <see cref="LayerStack.Describe"/> gives them what a layer below says.
    /// </summary>
    public IReadOnlyList<byte[]> ImpliedDirectories => _implied;

    /// <summary>Symbolic links.</summary>
    public long SymbolicLinks { get; internal set; }

    /// <summary>Further names of files.</summary>
    public long HardLinks { get; internal set; }

    /// <summary>Device nodes and FIFOs.</summary>
    public long Nodes { get; internal set; }

    /// <summary>Whiteouts and opaque directories.</summary>
    public long Whiteouts { get; internal set; }

    /// <summary>
    /// Whether the layer hides everything below it. An overlay mount does not heed that of a layer's root: who mounts must leave
    /// out the layers below.
    /// </summary>
    public bool HidesAllBelow { get; internal set; }

    /// <summary>What was left out: how often, and the first entry that it happened to.</summary>
    public IReadOnlyDictionary<SkipReason, (long Count, string First)> Skipped => _skipped;

    internal void AddImplied(byte[] path) => _implied.Add(path);

    internal void Skip(SkipReason reason, ReadOnlySpan<byte> name)
    {
        _skipped[reason] = _skipped.TryGetValue(reason, out (long Count, string First) known)
            ? (known.Count + 1, known.First)
            : (1, LayerException.Printable(name));
    }
}
