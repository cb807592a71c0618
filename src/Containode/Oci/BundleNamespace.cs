namespace Containode.Oci;

/// <summary>A namespace: a new one, or the one at a path.</summary>
internal sealed record BundleNamespace(string Type, string? Path);
