namespace Containode.Confinement;

/// <summary>What is done with some system calls.</summary>
internal sealed class SeccompDocumentCall : SeccompDocumentPart
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Names { get; init; }

    public string? Action { get; init; }

    public uint? ErrnoRet { get; init; }

    public string? Errno { get; init; }

    public IReadOnlyList<SeccompDocumentArgument?>? Args { get; init; }

    public string? Comment { get; init; }

    public SeccompDocumentFilter? Includes { get; init; }

    public SeccompDocumentFilter? Excludes { get; init; }

    public override IEnumerable<SeccompDocumentPart?> Parts => [.. Args ?? [], Includes, Excludes];
}
