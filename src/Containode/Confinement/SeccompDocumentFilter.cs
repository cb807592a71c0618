namespace Containode.Confinement;

/// <summary>Where something applies (includes: all of it must be so) or does not (excludes: any of it).</summary>
internal sealed class SeccompDocumentFilter : SeccompDocumentPart
{
    public IReadOnlyList<string>? Caps { get; init; }

    public IReadOnlyList<string>? Arches { get; init; }

    public string? MinKernel { get; init; }
}
