namespace Containode.Oci;

/// <summary>Processes and threads; 0 or less for no limit.</summary>
internal sealed record BundlePids(long Limit);
