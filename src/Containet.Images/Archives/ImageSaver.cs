using System.Text.Json;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Store;

namespace Containet.Images.Archives;

/// <summary>
/// Writes images of a store into an archive. The OCI forms have the very bytes that were pulled, so that digests stay the same;
/// Docker's form has the layers uncompressed.
/// </summary>
public static class ImageSaver
{
    /// <summary>Saves images.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="images">The images, in use by the caller.</param>
    /// <param name="format">In what form.</param>
    /// <param name="open">Opens where an archive goes; not called for a directory.</param>
    /// <param name="directory">Where a directory goes.</param>
    /// <exception cref="ImageException">They cannot be saved.</exception>
    public static void Save(ImageStore store, IReadOnlyList<StoredImage> images, ArchiveFormat format, Func<Stream> open, string directory)
    {
        using IArchiveWriter writer = format == ArchiveFormat.OciDirectory ? new DirectoryWriter(directory) : new TarArchiveWriter(open());
        if (format == ArchiveFormat.DockerArchive)
        {
            SaveForDocker(store, images, writer);
        }
        else
        {
            SaveLayout(store, images, writer);
        }
    }

    private static void SaveLayout(ImageStore store, IReadOnlyList<StoredImage> images, IArchiveWriter writer)
    {
        var written = new HashSet<Digest>();
        Put(writer, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        var index = new ManifestJson { SchemaVersion = 2, MediaType = MediaTypes.OciIndex, Manifests = [] };
        foreach (StoredImage image in images)
        {
            byte[] manifest = store.ReadBlob(new Descriptor("", image.Record.Manifest, 0), ImageLimits.Manifest);
            index.Manifests.Add(Describe(image, manifest));
            foreach (Digest digest in image.Manifest.Layers.Select(layer => layer.Digest).Prepend(image.Id).Prepend(image.Record.Manifest))
            {
                if (written.Add(digest))
                {
                    using FileStream blob = store.OpenBlob(digest) ?? throw Lacks(store, digest, image);
                    writer.Add($"blobs/{digest.Algorithm}/{digest.Hex}", blob, blob.Length);
                }
            }
        }

        Put(writer, "index.json", JsonSerializer.SerializeToUtf8Bytes(index, ManifestJsonContext.Default.ManifestJson));
    }

    private static DescriptorJson Describe(StoredImage image, byte[] manifest)
    {
        ImageReference name = image.Record.Name;
        var annotations = new Dictionary<string, string?> { ["io.containerd.image.name"] = name.ToString() };
        if (name.Tag is { } tag)
        {
            annotations["org.opencontainers.image.ref.name"] = tag;
        }

        Platform platform = image.Config.Platform;
        return new DescriptorJson
        {
            MediaType = MediaTypes.IsConfig(image.Manifest.Config.MediaType) && image.Manifest.Config.MediaType == MediaTypes.DockerConfig
                ? MediaTypes.DockerManifest
                : MediaTypes.OciManifest,
            Digest = image.Record.Manifest.ToString(),
            Size = manifest.Length,
            Annotations = annotations,
            Platform = new PlatformJson { Os = platform.Os, Architecture = platform.Architecture, Variant = platform.Variant.Length > 0 ? platform.Variant : null },
        };
    }

    private static void SaveForDocker(ImageStore store, IReadOnlyList<StoredImage> images, IArchiveWriter writer)
    {
        var written = new HashSet<Digest>();
        var entries = new List<DockerArchiveJson>();
        foreach (StoredImage image in images)
        {
            var entry = new DockerArchiveJson { Config = image.Id.Hex + ".json", RepoTags = [], Layers = [] };
            if (image.Record.Name is { Tag: { } tag } name)
            {
                entry.RepoTags.Add($"{name.Registry}/{name.Repository}:{tag}");
            }

            if (written.Add(image.Id))
            {
                Put(writer, entry.Config, store.ReadBlob(image.Manifest.Config, ImageLimits.Config));
            }

            foreach ((Descriptor layer, Digest diffId) in image.Manifest.Layers.Zip(image.Config.DiffIds))
            {
                entry.Layers.Add(diffId.Hex + ".tar");
                if (written.Add(diffId))
                {
                    using FileStream blob = store.OpenBlob(layer.Digest) ?? throw Lacks(store, layer.Digest, image);
                    long size = store.FactsOf(diffId)?.ArchiveBytes ?? throw Lacks(store, diffId, image);
                    using Stream inflated = Inflater.Open(blob, MediaTypes.CompressionOf(layer.MediaType)!.Value);
                    writer.Add(entry.Layers[^1]!, inflated, size);
                }
            }

            entries.Add(entry);
        }

        Put(writer, "manifest.json", JsonSerializer.SerializeToUtf8Bytes(entries, ArchiveJsonContext.Default.ListDockerArchiveJson));
    }

    private static void Put(IArchiveWriter writer, string name, byte[] content) => writer.Add(name, new MemoryStream(content), content.Length);

    private static ImageException Lacks(ImageStore store, Digest digest, StoredImage image) =>
        new($"the store {store.Root} lacks {digest} of {image.Record.Name}; pull the image again");
}
