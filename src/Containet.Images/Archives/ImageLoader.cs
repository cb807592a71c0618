using System.Text.Json;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Store;

namespace Containet.Images.Archives;

/// <summary>
/// Brings the images of an archive into a store, verified as those of a registry are: an OCI layout, as a directory or a tar
/// archive, or a docker-archive, each compressed or not. Images without a name in the archive need one from the user.
/// </summary>
public sealed class ImageLoader(ImageStore store, IPullProgress progress)
{
    private const string NameAnnotation = "io.containerd.image.name";

    /// <summary>Loads what an archive has.</summary>
    /// <param name="path">The directory or file.</param>
    /// <param name="name">The name for the image, if the archive has one only; null to take the archive's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">It is no archive of images, or wrong.</exception>
    public async Task<IReadOnlyList<ImageRecord>> Load(string path, ImageReference? name, CancellationToken cancellation)
    {
        using IArchiveReader reader = Directory.Exists(path)
            ? new DirectoryReader(path)
            : new TarArchiveReader(ArchiveFile.Open(store, path));
        string subject = path == ArchiveFile.StandardInput ? "the standard input" : path;
        if (ReadSmall(reader, "index.json", ImageLimits.Manifest) is { } index && reader.Open("oci-layout") is { } layout)
        {
            layout.Dispose();
            return await LoadLayout(reader, subject, index, name, cancellation).ConfigureAwait(false);
        }

        return ReadSmall(reader, "manifest.json", ImageLimits.Manifest) is { } manifest
            ? await LoadDocker(reader, subject, manifest, name, cancellation).ConfigureAwait(false)
            : throw new ImageException($"{subject} is neither an OCI layout nor a docker-archive");
    }

    private async Task<IReadOnlyList<ImageRecord>> LoadLayout(
        IArchiveReader reader,
        string subject,
        byte[] content,
        ImageReference? name,
        CancellationToken cancellation)
    {
        if (ManifestReader.Read(content, MediaTypes.OciIndex, subject) is not ImageIndex index)
        {
            throw new ImageException($"the index of {subject} is none");
        }

        ManifestJson json = JsonSerializer.Deserialize(content, ManifestJsonContext.Default.ManifestJson)!;

        var source = new ArchiveSource(subject, digest => reader.Open(BlobName(digest)));
        var records = new List<ImageRecord>();
        foreach ((Descriptor entry, DescriptorJson? described) in index.Manifests.Zip(json.Manifests!))
        {
            ImageReference meant = NameOf(name, index.Manifests.Count, described?.Annotations?.GetValueOrDefault(NameAnnotation) ?? entry.ReferenceName, subject);
            records.Add(await LoadEntry(reader, subject, source, entry, meant, cancellation).ConfigureAwait(false));
        }

        return records;
    }

    private async Task<ImageRecord> LoadEntry(
        IArchiveReader reader,
        string subject,
        ArchiveSource source,
        Descriptor entry,
        ImageReference name,
        CancellationToken cancellation)
    {
        using var uses = new Uses();
        byte[] content = Verified(reader, entry, ImageLimits.Manifest, subject);
        uses.Add(store.PutBlob(entry.Digest, content));
        Descriptor chosen = entry;
        if (ManifestReader.Read(content, entry.MediaType, subject) is ImageIndex nested)
        {
            chosen = nested.Choose(Platform.Current) ?? throw new ImageException($"{subject} has nothing for {Platform.Current} under {name}");
            content = Verified(reader, chosen, ImageLimits.Manifest, subject);
            uses.Add(store.PutBlob(chosen.Digest, content));
        }

        var manifest = ManifestReader.Read(content, chosen.MediaType, subject) as ImageManifest
            ?? throw new ImageException($"{subject} has an index within an index");
        byte[] config = Verified(reader, manifest.Config, ImageLimits.Config, subject);
        uses.Add(store.PutBlob(manifest.Config.Digest, config));
        return await Finish(name, manifest, ManifestReader.ReadConfig(config, subject), chosen.Digest, entry.Digest, source, uses, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ImageRecord>> LoadDocker(
        IArchiveReader reader,
        string subject,
        byte[] content,
        ImageReference? name,
        CancellationToken cancellation)
    {
        List<DockerArchiveJson> images;
        try
        {
            images = JsonSerializer.Deserialize(content, ArchiveJsonContext.Default.ListDockerArchiveJson) ?? [];
        }
        catch (JsonException e)
        {
            throw new ImageException($"the manifest of {subject} is not one: {ImageException.Quote(e.Message)}", e);
        }

        var records = new List<ImageRecord>();
        foreach (DockerArchiveJson image in images)
        {
            byte[] config = ReadSmall(reader, image.Config ?? "", ImageLimits.Config) ?? throw new ImageException($"{subject} lacks the config of an image");
            DockerLayers layers = DockerLayers.Read(reader, image, config, subject);
            var source = new ArchiveSource(subject, digest => layers.Names.TryGetValue(digest, out string? file) ? reader.Open(file) : null);
            foreach (string? tag in image.RepoTags is { Count: > 0 } tags && name is null ? tags : [null])
            {
                using var uses = new Uses();
                uses.Add(store.PutBlob(layers.Manifest.Config.Digest, config));
                uses.Add(store.PutBlob(Digest.Of(layers.Content), layers.Content));
                Digest manifest = Digest.Of(layers.Content);
                records.Add(await Finish(NameOf(name, images.Count, tag, subject), layers.Manifest, layers.Config, manifest, manifest, source, uses, cancellation).ConfigureAwait(false));
            }
        }

        return records;
    }

    private async Task<ImageRecord> Finish(
        ImageReference name,
        ImageManifest manifest,
        ImageConfig config,
        Digest digest,
        Digest source,
        ArchiveSource layers,
        Uses uses,
        CancellationToken cancellation)
    {
        if (config.DiffIds.Count != manifest.Layers.Count)
        {
            throw new ImageException($"the manifest of {name} has {manifest.Layers.Count} layers, its config {config.DiffIds.Count}");
        }

        await new LayerPull(store, layers, progress).RunAll(manifest, config, uses, cancellation).ConfigureAwait(false);
        var record = new ImageRecord(name, digest, source, Platform.Current.ToString(), DateTimeOffset.UtcNow);
        store.Put(record);
        return record;
    }

    private static ImageReference NameOf(ImageReference? given, int images, string? inArchive, string subject)
    {
        if (given is not null)
        {
            return images == 1 ? given : throw new ImageException($"{subject} has {images} images, which cannot all be {given}");
        }

        return inArchive is not null && ImageReference.TryParse(inArchive, out ImageReference? name, out _)
            ? name
            : throw new ImageException($"{subject} has an image without a name; give it one with --name REF");
    }

    private static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    private static byte[] Verified(IArchiveReader reader, Descriptor blob, int limit, string subject)
    {
        byte[] content = ReadSmall(reader, BlobName(blob.Digest), limit) ?? throw new ImageException($"{subject} lacks {blob.Digest}");
        return blob.Digest.Matches(content) ? content : throw new ImageException($"{blob.Digest} in {subject} is something else");
    }

    private static byte[]? ReadSmall(IArchiveReader reader, string name, int limit)
    {
        using Stream? stream = reader.Open(name);
        if (stream is null)
        {
            return null;
        }

        if (stream.Length > limit)
        {
            throw new ImageException($"{ImageException.Quote(name)} has {stream.Length} bytes; at most {limit} are read");
        }

        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
