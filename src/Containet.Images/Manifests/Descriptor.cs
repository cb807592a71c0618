using Containet.Images.References;

namespace Containet.Images.Manifests;

/// <summary>A reference to content (OCI image specification, "Content Descriptors"): what it is, its digest and its size.</summary>
/// <param name="MediaType">What it is said to be.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Size">Its size in bytes; never negative.</param>
public sealed record Descriptor(string MediaType, Digest Digest, long Size)
{
    /// <summary>What it runs on; null where that is not said.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Where else it is to be had: of layers that may not be distributed.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>The annotation <c>org.opencontainers.image.ref.name</c>, by which layouts name their images.</summary>
    public string? ReferenceName { get; init; }
}
