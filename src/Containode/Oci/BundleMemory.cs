namespace Containode.Oci;

/// <summary>Bytes; negative for no limit.</summary>
internal sealed record BundleMemory(long? Limit);
