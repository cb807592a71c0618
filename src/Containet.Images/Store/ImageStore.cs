using System.Text;
using System.Text.Json;
using Containet.Images.Layers;
using Containet.Images.Manifests;
using Containet.Images.References;
using Containet.Linux;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Containet.Images.Store;

/// <summary>
/// Images on this machine: everything by its digest and once, whatever number of images has it (<see cref="StoreLayout"/>).
/// <para>
/// A thing gets its name by one rename, after it has been verified; a name that is there is whole, whenever a process ends.
/// Several processes may use a store at once: who fills a thing has an exclusive lock on it while it is on its way
/// (<see cref="BlobIngest"/>, <see cref="LayerIngest"/>); who uses one has a shared lock; who removes one must get the
/// exclusive lock first, and never waits for it.
/// </para>
/// Any thread.
/// </summary>
public sealed class ImageStore
{
    /// <summary>Digits of a digest that stand for an image: fewer would be words, too.</summary>
    private const int MinId = 6;

    private ImageStore(StoreLayout layout) => Layout = layout;

    /// <summary>The store's directory.</summary>
    public string Root => Layout.Root;

    /// <summary>Where containers' changes go for as long as they live: a directory each, locked by who runs it.</summary>
    public string ContainersFolder => Layout.Containers;

    internal StoreLayout Layout { get; }

    /// <summary>Opens a store, making it where there is none.</summary>
    /// <param name="path">Its directory; null for the usual one.</param>
    /// <exception cref="ImageException">It cannot be used.</exception>
    public static ImageStore Open(string? path)
    {
        string root = Path.GetFullPath(path ?? StoreDirectories.Default());
        var layout = new StoreLayout(root);
        try
        {
            StoreDirectories.Make(layout);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot use {root} as the store of images: {e.Message}; name another with --store DIR", e);
        }

        return new ImageStore(layout);
    }

    /// <summary>Whether a blob is there; what is there is verified.</summary>
    public bool Has(Digest blob) => File.Exists(Layout.Blob(blob));

    /// <summary>Whether a layer is there, unpacked.</summary>
    public bool HasLayer(Digest diffId) => Directory.Exists(Layout.Layer(diffId));

    /// <summary>Opens a blob to read. As long as it is open nobody removes it.</summary>
    /// <returns>It; null if it is not there.</returns>
    public FileStream? OpenBlob(Digest digest)
    {
        string path = Layout.Blob(digest);
        for (; ; )
        {
            SafeFileHandle file;
            try
            {
                file = Files.OpenFile(path, LibC.O_RDONLY);
            }
            catch (LinuxException e) when (e.Errno == LibC.ENOENT)
            {
                return null;
            }

            if (FileLock.Try(file, exclusive: false) && Claim.Leads(path, file))
            {
                return new FileStream(file, FileAccess.Read, bufferSize: 0);
            }

            file.Dispose();
            Thread.Sleep(1);
        }
    }

    /// <summary>Reads a small blob.</summary>
    /// <exception cref="ImageException">It is not there, or not small.</exception>
    public byte[] ReadBlob(Descriptor blob, int limit)
    {
        using FileStream stream = OpenBlob(blob.Digest) ?? throw new ImageException($"the store {Root} lacks {blob.Digest}; pull the image again");
        if (stream.Length > limit)
        {
            throw new ImageException($"{blob.Digest} has {stream.Length} bytes; at most {limit} are read");
        }

        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Puts a small blob into the store unless it is there.</summary>
    /// <returns>Its use.</returns>
    public IDisposable PutBlob(Digest digest, ReadOnlySpan<byte> content)
    {
        if (!digest.Matches(content))
        {
            throw new ArgumentException("the content is not what the digest names", nameof(content));
        }

        for (; ; )
        {
            if (OpenBlob(digest) is { } use)
            {
                return use;
            }

            WriteWhole(Layout.Blob(digest), content);
        }
    }

    /// <summary>Uses a layer.</summary>
    /// <returns>It; null if it is not there.</returns>
    public StoredLayer? OpenLayer(Digest diffId)
    {
        string path = Layout.Layer(diffId);
        for (; ; )
        {
            Fd folder;
            try
            {
                folder = Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW);
            }
            catch (LinuxException e) when (e.Errno == LibC.ENOENT)
            {
                return null;
            }

            if (FileLock.Try(folder, exclusive: false) && Claim.Leads(path, folder))
            {
                return new StoredLayer(diffId, path, folder);
            }

            folder.Dispose();
            Thread.Sleep(1);
        }
    }

    /// <summary>What was found when a layer was unpacked; null if the layer is not there.</summary>
    public LayerFacts? FactsOf(Digest diffId)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(Layout.Layer(diffId), StoredLayer.Facts)),
                StoreJsonContext.Default.LayerFacts);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What a name stands for; null if nothing.</summary>
    public ImageRecord? Find(ImageReference name) => ReadRecord(Layout.Image(name.ToString()));

    /// <summary>
    /// The image that a text means: a reference, or the beginning of a manifest's or config's digest, at least
    /// <see cref="MinId"/> digits.
    /// </summary>
    /// <exception cref="ImageException">There is none, or more than one.</exception>
    public ImageRecord Get(string text)
    {
        if (ImageReference.TryParse(text, out ImageReference? name, out string? error) && Find(name) is { } named)
        {
            return named;
        }

        string hex = text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..] : text;
        if (hex.Length >= MinId && hex.All(char.IsAsciiHexDigitLower))
        {
            ImageRecord[] found = [.. List().Where(record => record.Manifest.Hex.StartsWith(hex, StringComparison.Ordinal) || HasId(record, hex))];
            if (found.Length > 0)
            {
                return found.Select(record => record.Manifest).Distinct().Count() == 1
                    ? found[0]
                    : throw new ImageException($"{text} is the beginning of {found.Length} images' digests");
            }
        }

        throw new ImageException(name is null
            ? $"\"{ImageException.Quote(text)}\" is not an image reference: {error}"
            : $"{name} is not in the store {Root}; mocker pull {text} fetches it");
    }

    /// <summary>Whether somebody runs an image, or otherwise uses it.</summary>
    public bool IsInUse(ImageRecord record)
    {
        try
        {
            using SafeFileHandle file = Files.OpenFile(Layout.Blob(record.Manifest), LibC.O_RDONLY);
            return !FileLock.Try(file, exclusive: true);
        }
        catch (LinuxException e) when (e.Errno == LibC.ENOENT)
        {
            return false;
        }
    }

    /// <summary>All names and what they stand for, by name.</summary>
    public IReadOnlyList<ImageRecord> List() =>
    [
        .. Directory.EnumerateFiles(Layout.Images, "*.json")
            .Select(ReadRecord)
            .OfType<ImageRecord>()
            .OrderBy(record => record.Name.ToString(), StringComparer.Ordinal),
    ];

    /// <summary>Lets a name stand for an image, all of which is in the store and in use by the caller.</summary>
    public void Put(ImageRecord record)
    {
        DescribeImplied(record);

        // What the name leads to is on the disk before the name is: then a crashed machine has all of an image or no name.
        using (Fd root = Files.Open(Root, LibC.O_RDONLY | LibC.O_DIRECTORY))
        {
            Files.SyncFileSystem(root);
        }

        var json = new ImageRecordJson
        {
            Name = record.Name.ToString(),
            Manifest = record.Manifest.ToString(),
            Source = record.Source.ToString(),
            Platform = record.Platform,
            Stored = record.Stored,
        };
        WriteWhole(Layout.Image(json.Name), JsonSerializer.SerializeToUtf8Bytes(json, StoreJsonContext.Default.ImageRecordJson));
    }

    /// <summary>Takes a name away; what it stood for stays until the garbage is collected.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ImageReference name)
    {
        string path = Layout.Image(name.ToString());
        bool wasThere = File.Exists(path);
        File.Delete(path);
        return wasThere;
    }

    /// <summary>The manifest of a stored image.</summary>
    /// <exception cref="ImageException">It is not there, or is none.</exception>
    public ImageManifest ManifestOf(ImageRecord record)
    {
        string name = record.Name.ToString();
        byte[] content = ReadBlob(new Descriptor(MediaTypes.OciManifest, record.Manifest, 0), ImageLimits.Manifest);
        return ManifestReader.Read(content, null, name) as ImageManifest ?? throw new ImageException($"{name} is an index in the store; pull it again");
    }

    /// <summary>The config of a stored image.</summary>
    /// <exception cref="ImageException">It is not there, or is none.</exception>
    public ImageConfig ConfigOf(ImageManifest manifest, string subject) =>
        ManifestReader.ReadConfig(ReadBlob(manifest.Config, ImageLimits.Config), subject);

    /// <summary>Uses a stored image.</summary>
    /// <exception cref="ImageException">Part of it is missing.</exception>
    public StoredImage OpenImage(ImageRecord record)
    {
        string name = record.Name.ToString();
        var uses = new Uses();
        try
        {
            FileStream lease = OpenBlob(record.Manifest) ?? throw Lacks(record.Manifest, name);
            uses.Add(lease);
            ImageManifest manifest = ManifestOf(record);
            ImageConfig config = ConfigOf(manifest, name);
            var layers = new List<StoredLayer>();
            foreach (Digest diffId in config.DiffIds)
            {
                layers.Add(OpenLayer(diffId) ?? throw Lacks(diffId, name));
                uses.Add(layers[^1]);
            }

            int lowest = layers.FindLastIndex(HidesAllBelow);
            return new StoredImage(record, manifest, config, layers, lease.SafeFileHandle, lowest < 0 ? layers : layers[lowest..]);
        }
        catch
        {
            uses.Dispose();
            throw;
        }
    }

    // Only here it is known which layers are below which: some of what a layer lacks is theirs to say.
    private void DescribeImplied(ImageRecord record)
    {
        using StoredImage image = OpenImage(record);
        var below = new List<Fd>();
        try
        {
            foreach (StoredLayer layer in image.Layers)
            {
                below.Insert(0, Files.Open(layer.Path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW));
                if (FactsOf(layer.DiffId) is { Implied.Count: > 0 } facts)
                {
                    LayerStack.Describe(below[0], facts.Implied.Select(Encoding.Latin1.GetBytes), below[1..]);
                    facts.Implied = [];
                    WriteWhole(
                        Path.Combine(layer.Folder, StoredLayer.Facts), JsonSerializer.SerializeToUtf8Bytes(facts, StoreJsonContext.Default.LayerFacts));
                }
            }
        }
        finally
        {
            below.ForEach(content => content.Dispose());
        }
    }

    // A file that is read while it is replaced is the old one or the new one, whole.
    private void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        string temporary = Path.Combine(Layout.Ingest, StoreLayout.FilePrefix + Path.GetRandomFileName());
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private bool HasId(ImageRecord record, string hex)
    {
        try
        {
            return ManifestOf(record).Config.Digest.Hex.StartsWith(hex, StringComparison.Ordinal);
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private ImageException Lacks(Digest digest, string name) => new($"the store {Root} lacks {digest} of {name}; pull the image again");

    private bool HidesAllBelow(StoredLayer layer) => FactsOf(layer.DiffId)?.HidesAllBelow == true;

    private static ImageRecord? ReadRecord(string path)
    {
        try
        {
            ImageRecordJson? json = JsonSerializer.Deserialize(File.ReadAllBytes(path), StoreJsonContext.Default.ImageRecordJson);
            return json is { Name: { } name, Manifest: { } manifest, Source: { } source, Platform: { } platform }
                && ImageReference.TryParse(name, out ImageReference? reference, out _)
                && Digest.TryParse(manifest, out Digest? manifestDigest, out _)
                && Digest.TryParse(source, out Digest? sourceDigest, out _)
                    ? new ImageRecord(reference, manifestDigest, sourceDigest, platform, json.Stored)
                    : null;
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
