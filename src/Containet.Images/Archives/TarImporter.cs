using System.Security.Cryptography;
using System.Text.Json;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Store;

namespace Containet.Images.Archives;

/// <summary>Makes an image of one layer of a plain tar archive of a root.</summary>
public sealed class TarImporter(ImageStore store, IPullProgress progress)
{
    /// <summary>Imports an archive, compressed or not.</summary>
    /// <param name="path">The file, or <c>-</c> for the standard input.</param>
    /// <param name="name">The image's name.</param>
    /// <param name="platform">What it runs on.</param>
    /// <param name="command">What it runs; may be empty.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">It is no archive that can be unpacked.</exception>
    public async Task<ImageRecord> Import(string path, ImageReference name, Platform platform, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        using FileStream archive = Open(path);
        byte[] magic = new byte[4];
        int known = archive.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        LayerCompression compression = Inflater.Detect(magic.AsSpan(0, known));
        string type = MediaTypes.OciLayer + compression switch { LayerCompression.Gzip => "+gzip", LayerCompression.Zstd => "+zstd", _ => "" };
        var layer = new Descriptor(type, HashOf(archive, LayerCompression.None, path), archive.Length);
        Digest diffId = compression == LayerCompression.None ? layer.Digest : HashOf(archive, compression, path);

        using var uses = new Uses();
        byte[] config = ConfigOf(platform, diffId, command);
        var manifest = new ImageManifest(new Descriptor(MediaTypes.OciConfig, Digest.Of(config), config.Length), [layer]);
        byte[] content = ManifestWriter.Write(manifest, MediaTypes.OciManifest);
        var digest = Digest.Of(content);
        uses.Add(store.PutBlob(manifest.Config.Digest, config));
        uses.Add(store.PutBlob(digest, content));
        var source = new ArchiveSource(path, _ => new FileSection(archive, 0, archive.Length));
        await new LayerPull(store, source, progress).RunAll(manifest, ManifestReader.ReadConfig(config, path), uses, cancellation).ConfigureAwait(false);
        var record = new ImageRecord(name, digest, digest, platform.ToString(), DateTimeOffset.UtcNow);
        store.Put(record);
        return record;
    }

    private FileStream Open(string path)
    {
        if (path == ArchiveFile.StandardInput)
        {
            using Stream input = Console.OpenStandardInput();
            return ArchiveFile.Copy(store, input);
        }

        return File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
            : throw new ImageException($"there is no {path} to import");
    }

    private static Digest HashOf(FileStream archive, LayerCompression compression, string path)
    {
        archive.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using Stream content = Inflater.Open(new FileSection(archive, 0, archive.Length), compression);
        byte[] buffer = new byte[1 << 20];
        try
        {
            int count;
            while ((count = content.Read(buffer)) > 0)
            {
                hash.AppendData(buffer, 0, count);
            }
        }
        catch (Exception e) when (Inflater.IsMalformed(e))
        {
            throw new ImageException($"{path} does not inflate: {ImageException.Quote(e.Message)}", e);
        }

        return new Digest("sha256", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static byte[] ConfigOf(Platform platform, Digest diffId, IReadOnlyList<string> command) => JsonSerializer.SerializeToUtf8Bytes(
        new ImageConfigJson
        {
            Created = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            Os = platform.Os,
            Architecture = platform.Architecture,
            Variant = platform.Variant.Length > 0 ? platform.Variant : null,
            Config = new ImageProcessJson { Cmd = [.. command] },
            Rootfs = new RootFsJson { Type = "layers", DiffIds = [diffId.ToString()] },
        },
        ManifestJsonContext.Default.ImageConfigJson);
}
