namespace Containode.Oci;

/// <summary>A resource limit: its name (<c>RLIMIT_…</c>) and values.</summary>
internal sealed record BundleLimit(string Type, ulong Soft, ulong Hard);
