namespace Containet.Images.Manifests;

/// <summary>An image for one platform.</summary>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers, the lowest first; each of a type whose compression is known.</param>
public sealed record ImageManifest(Descriptor Config, IReadOnlyList<Descriptor> Layers) : Manifest;
