namespace Containode.Oci;

/// <summary>A mount: where, of what, and how.</summary>
internal sealed record BundleMount
{
    public string? Destination { get; init; }

    public string? Type { get; init; }

    public string? Source { get; init; }

    public IReadOnlyList<string>? Options { get; init; }
}
