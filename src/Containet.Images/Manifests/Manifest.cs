namespace Containet.Images.Manifests;

/// <summary>What a tag or a digest names on a registry: an <see cref="ImageManifest"/> or an <see cref="ImageIndex"/>.</summary>
public abstract record Manifest;
