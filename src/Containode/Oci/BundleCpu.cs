namespace Containode.Oci;

/// <summary>Microseconds of processor time in each period, and the processors to run on.</summary>
internal sealed record BundleCpu(long? Quota, ulong? Period, string? Cpus);
