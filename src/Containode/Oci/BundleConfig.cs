namespace Containode.Oci;

/// <summary>A bundle's <c>config.json</c>, as far as it concerns Linux (OCI runtime specification 1.1, config.md and config-linux.md).</summary>
internal sealed record BundleConfig
{
    public string? OciVersion { get; init; }

    public BundleRoot? Root { get; init; }

    public BundleProcess? Process { get; init; }

    public string? Hostname { get; init; }

    public IReadOnlyList<BundleMount>? Mounts { get; init; }

    public BundleHooks? Hooks { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public BundleLinux? Linux { get; init; }
}
