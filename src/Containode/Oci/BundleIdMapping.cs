namespace Containode.Oci;

/// <summary>A run of ids of a user namespace.</summary>
internal sealed record BundleIdMapping(uint ContainerID, uint HostID, uint Size);
