using System.Security.Cryptography;
using Containet.Images.Manifests;
using Containet.Images.References;

namespace Containet.Images.Archives;

/// <summary>
/// An image of a docker-archive, which has no manifest of the registry's kind: one is made for it. An uncompressed layer's
/// digest is the one that the config has; only of a compressed one it has to be computed.
/// </summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Config">The config.</param>
/// <param name="Names">The layers' files in the archive.</param>
internal sealed record DockerLayers(ImageManifest Manifest, byte[] Content, ImageConfig Config, IReadOnlyDictionary<Digest, string> Names)
{
    /// <summary>Makes the manifest.</summary>
    public static DockerLayers Read(IArchiveReader reader, DockerArchiveJson image, byte[] config, string subject)
    {
        ImageConfig read = ManifestReader.ReadConfig(config, subject);
        List<string?> files = image.Layers ?? [];
        if (files.Count != read.DiffIds.Count || files.Count > ImageLimits.Layers)
        {
            throw new ImageException($"{subject} has an image of {files.Count} layers whose config has {read.DiffIds.Count}");
        }

        var names = new Dictionary<Digest, string>();
        var layers = new List<Descriptor>();
        foreach ((string? file, Digest diffId) in files.Zip(read.DiffIds))
        {
            using Stream content = reader.Open(file ?? "") ?? throw new ImageException($"{subject} lacks the layer {ImageException.Quote(file ?? "")}");
            layers.Add(Describe(content, diffId));
            names[layers[^1].Digest] = file!;
        }

        var manifest = new ImageManifest(new Descriptor(MediaTypes.DockerConfig, Digest.Of(config), config.Length), layers);
        return new DockerLayers(manifest, ManifestWriter.Write(manifest, MediaTypes.DockerManifest), read, names);
    }

    private static Descriptor Describe(Stream content, Digest diffId)
    {
        long size = content.Length;
        Span<byte> magic = stackalloc byte[2];
        bool isGzip = content.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
        if (!isGzip)
        {
            return new Descriptor(MediaTypes.DockerLayer, diffId, size);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(magic);
        byte[] buffer = new byte[1 << 20];
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
        }

        return new Descriptor(MediaTypes.DockerLayer + ".gzip", new Digest("sha256", Convert.ToHexStringLower(hash.GetHashAndReset())), size);
    }
}
