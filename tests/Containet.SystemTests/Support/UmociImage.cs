using System.IO.Compression;
using System.Text.Json;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>An image on disk that umoci makes, and unpacks as the others of this field do.</summary>
internal sealed class UmociImage(string path)
{
    private readonly string _image = $"{path}/image:test";
    private int _bundles;

    /// <summary>Skips the test, saying why, where there is no umoci or no root.</summary>
    public static void Required()
    {
        Skip.If(LibC.geteuid() != 0, "needs root: owners, devices and overlay mounts");
        Skip.IfNot(File.Exists("/usr/bin/umoci"), "needs umoci");
    }

    /// <summary>Makes an image without a layer.</summary>
    public static UmociImage Make(string path)
    {
        var image = new UmociImage(path);
        Command.Check("umoci", "init", "--layout", $"{path}/image");
        Command.Check("umoci", "new", "--image", image._image);
        return image;
    }

    /// <summary>Has umoci unpack the image.</summary>
    /// <returns>The bundle, in which <c>rootfs</c> is the root.</returns>
    public string Unpack()
    {
        string bundle = $"{path}/bundle-{_bundles++}";
        Command.Check("umoci", "unpack", "--image", _image, bundle);
        return bundle;
    }

    /// <summary>Has umoci add what was changed in a bundle as a layer.</summary>
    public void Repack(string bundle) => Command.Check("umoci", "repack", "--image", _image, bundle);

    /// <summary>Adds an archive as a layer.</summary>
    public void Add(byte[] archive)
    {
        string file = $"{path}/layer.tar";
        File.WriteAllBytes(file, archive);
        Command.Check("umoci", "raw", "add-layer", "--image", _image, file);
    }

    /// <summary>The layers, the lowest first, uncompressed.</summary>
    public IEnumerable<Stream> Layers()
    {
        JsonElement manifest = Read(Read($"{path}/image/index.json").GetProperty("manifests")[0]);
        foreach (JsonElement layer in manifest.GetProperty("layers").EnumerateArray())
        {
            yield return new GZipStream(File.OpenRead(Blob(layer)), CompressionMode.Decompress);
        }
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    private JsonElement Read(JsonElement descriptor) => Read(Blob(descriptor));

    private string Blob(JsonElement descriptor) =>
        $"{path}/image/blobs/{descriptor.GetProperty("digest").GetString()!.Replace(':', '/')}";
}
