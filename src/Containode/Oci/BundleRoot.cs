namespace Containode.Oci;

/// <summary>The root file system: its path, relative to the bundle or absolute.</summary>
internal sealed record BundleRoot(string Path, bool Readonly);
