namespace Containode.Oci;

/// <summary>The five sets of capabilities, by their names (<c>CAP_…</c>).</summary>
internal sealed record BundleCapabilities
{
    public IReadOnlyList<string>? Bounding { get; init; }

    public IReadOnlyList<string>? Permitted { get; init; }

    public IReadOnlyList<string>? Effective { get; init; }

    public IReadOnlyList<string>? Inheritable { get; init; }

    public IReadOnlyList<string>? Ambient { get; init; }
}
