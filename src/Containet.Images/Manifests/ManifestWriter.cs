using System.Text.Json;

namespace Containet.Images.Manifests;

/// <summary>Writes manifests of images that did not come with one. Pure.</summary>
internal static class ManifestWriter
{
    /// <summary>A manifest's bytes.</summary>
    public static byte[] Write(ImageManifest manifest, string mediaType) => JsonSerializer.SerializeToUtf8Bytes(
        new ManifestJson
        {
            SchemaVersion = 2,
            MediaType = mediaType,
            Config = Describe(manifest.Config),
            Layers = [.. manifest.Layers.Select(Describe)],
        },
        ManifestJsonContext.Default.ManifestJson);

    private static DescriptorJson Describe(Descriptor descriptor) =>
        new() { MediaType = descriptor.MediaType, Digest = descriptor.Digest.ToString(), Size = descriptor.Size };
}
