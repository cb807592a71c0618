namespace Containet.Images.Manifests;

/// <summary>The media types of what registries hold (OCI image specification, "Media Types"; Docker's image manifest v2.2).</summary>
public static class MediaTypes
{
    /// <summary>An OCI manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An OCI index: manifests by platform.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>An OCI image's config.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>An uncompressed OCI layer.</summary>
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Docker's manifest.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker's index.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker's config.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>An uncompressed layer of Docker's.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    private const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar";
    private const string OciForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private const string LegacyPrefix = "application/vnd.docker.distribution.manifest.v1+";

    /// <summary>What a registry is told that we understand.</summary>
    public static readonly string[] Manifests = [OciIndex, DockerList, OciManifest, DockerManifest];

    /// <summary>Whether it names an index of either kind.</summary>
    public static bool IsIndex(string type) => type is OciIndex or DockerList;

    /// <summary>Whether it names a manifest of either kind.</summary>
    public static bool IsManifest(string type) => type is OciManifest or DockerManifest;

    /// <summary>Whether it names the form that registries had before 2017.</summary>
    public static bool IsLegacy(string type) => type.StartsWith(LegacyPrefix, StringComparison.Ordinal);

    /// <summary>Whether it names an image's config.</summary>
    public static bool IsConfig(string type) => type is OciConfig or DockerConfig;

    /// <summary>How a layer of a type is compressed; null if the type is no layer's.</summary>
    public static LayerCompression? CompressionOf(string type)
    {
        foreach (string tar in (ReadOnlySpan<string>)[OciLayer, DockerLayer, DockerForeignLayer, OciForeignLayer])
        {
            if (type.StartsWith(tar, StringComparison.Ordinal))
            {
                return type[tar.Length..] switch
                {
                    "" => LayerCompression.None,
                    "+gzip" or ".gzip" => LayerCompression.Gzip,
                    "+zstd" or ".zstd" => LayerCompression.Zstd,
                    _ => null,
                };
            }
        }

        return null;
    }
}
