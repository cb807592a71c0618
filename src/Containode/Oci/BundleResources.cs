namespace Containode.Oci;

/// <summary>Limits by control groups, as far as they are carried out.</summary>
internal sealed record BundleResources
{
    public BundleMemory? Memory { get; init; }

    public BundleCpu? Cpu { get; init; }

    public BundlePids? Pids { get; init; }
}
