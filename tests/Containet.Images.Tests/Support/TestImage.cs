using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Containet.Images.References;

namespace Containet.Images.Tests.Support;

/// <summary>An image made for a test, and the honest answers about it.</summary>
internal sealed class TestImage
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    public const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <param name="content">The bytes of the file <c>/content</c> in its one layer.</param>
    /// <param name="architecture">What it runs on.</param>
    public TestImage(byte[] content, string? architecture = null)
    {
        Content = content;
        Tar = MakeTar(content);
        Layer = Gzip(Tar, content.Length > 1 << 20 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        Config = Encoding.UTF8.GetBytes($$"""
            {"os":"linux","architecture":"{{architecture ?? Manifests.Platform.Current.Architecture}}","config":{"Cmd":["/x"]},
            "rootfs":{"type":"layers","diff_ids":["{{Digest.Of(Tar)}}"]} }
            """);
        Manifest = Encoding.UTF8.GetBytes(ManifestText());
    }

    public byte[] Content { get; }

    public byte[] Tar { get; }

    public byte[] Layer { get; set; }

    public byte[] Config { get; set; }

    public byte[] Manifest { get; set; }

    public Digest LayerDigest => Digest.Of(Layer);

    public Digest DiffId => Digest.Of(Tar);

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    public string ManifestText(string members = "", string? layerType = null, string? layerDigest = null, long? layerSize = null) => $$"""
        {"schemaVersion":2,{{members}}
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest.Of(Config)}}","size":{{Config.Length}}},
        "layers":[{"mediaType":"{{layerType ?? LayerType}}","digest":"{{layerDigest ?? LayerDigest.ToString()}}","size":{{layerSize ?? Layer.Length}}}]}
        """;

    /// <summary>Answers as a good registry does, with ranges.</summary>
    public async Task Answer(TestRequest request, TestResponse response)
    {
        response.IsHead = request.Method == "HEAD";
        if (request.IsManifest)
        {
            await response.Send(200, ManifestType, Manifest, $"Docker-Content-Digest: {Digest.Of(Manifest)}");
        }
        else if (request.Target.EndsWith(Digest.Of(Config).ToString(), StringComparison.Ordinal))
        {
            await response.Send(200, "application/octet-stream", Config);
        }
        else if (request.IsBlob)
        {
            await AnswerLayer(request, response);
        }
        else
        {
            await response.Send(200, "application/json", "{}"u8.ToArray());
        }
    }

    public async Task AnswerLayer(TestRequest request, TestResponse response)
    {
        if (request.Range is { } range)
        {
            byte[] part = Layer[(int)range.From!.Value..((int)range.To!.Value + 1)];
            await response.Send(206, "application/octet-stream", part, $"Content-Range: bytes {range.From}-{range.To}/{Layer.Length}");
        }
        else
        {
            await response.Send(200, "application/octet-stream", Layer);
        }
    }

    private static byte[] MakeTar(byte[] content)
    {
        var output = new MemoryStream();
        using (var writer = new TarWriter(output, TarEntryFormat.Pax))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "content") { DataStream = new MemoryStream(content) });
        }

        return output.ToArray();
    }
}
