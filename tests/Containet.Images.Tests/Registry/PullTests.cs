using System.Security.Cryptography;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Store;
using Containet.Images.Tests.Support;
using Xunit;

namespace Containet.Images.Tests.Registry;

/// <summary>Pulls from registries that mean well, if not always.</summary>
public class PullTests
{
    private const int Large = 20 << 20;

    private readonly TestImage _image = new("hello"u8.ToArray());

    [Fact]
    public async Task BringsTheImageAndAsksOnlyForItsDigestTheNextTime()
    {
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        Assert.True((await store.Pull($"{registry.Host}/a")).IsChanged);
        Assert.Equal(_image.Content, store.Unpacked(_image));
        registry.Requests.Clear();
        Assert.False((await store.Pull($"{registry.Host}/a")).IsChanged);
        Assert.Equal("HEAD", Assert.Single(registry.Requests, request => request.Target != "/v2/").Method);
    }

    [Fact]
    public async Task AsksNobodyForADigestThatIsThere()
    {
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        string name = $"{registry.Host}/a@{Digest.Of(_image.Manifest)}";
        await store.Pull(name);
        registry.Requests.Clear();
        Assert.False((await store.Pull(name)).IsChanged);
        Assert.Empty(registry.Requests);
    }

    [Fact]
    public async Task FetchesALargeLayerInSeveralRanges()
    {
        var image = new TestImage(RandomNumberGenerator.GetBytes(Large));
        using var registry = new TestRegistry(image.Answer);
        using var store = new TestStore();
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(image.Content, store.Unpacked(image));
        Assert.Equal((image.Layer.Length + BlobIngest.SegmentSize - 1) / BlobIngest.SegmentSize, registry.Requests.Count(request => request.Range is not null));
    }

    [Fact]
    public async Task TakesTheWholeWhereTheRegistryKnowsNoRanges()
    {
        var image = new TestImage(RandomNumberGenerator.GetBytes(Large));
        using var registry = new TestRegistry(async (request, response) => await (request.IsBlob && request.Range is not null
            ? response.Send(200, "application/octet-stream", image.Layer)
            : image.Answer(request, response)));
        using var store = new TestStore();
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(image.Content, store.Unpacked(image));
    }

    [Fact]
    public async Task GoesOnAfterAResetWhereItWas()
    {
        int resets = 0;
        var image = new TestImage(RandomNumberGenerator.GetBytes(Large));
        using var registry = new TestRegistry(async (request, response) =>
        {
            if (request.Range is { } range && Interlocked.Increment(ref resets) <= 5)
            {
                await response.Head(206, $"Content-Length: {range.To - range.From + 1}", $"Content-Range: bytes {range.From}-{range.To}/{image.Layer.Length}");
                await response.Raw(image.Layer.AsMemory((int)range.From!, 100_000));
                response.Reset();
            }

            await image.Answer(request, response);
        });
        using var store = new TestStore();
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(image.Content, store.Unpacked(image));
        Assert.Contains(registry.Requests, request => request.Range?.From % BlobIngest.SegmentSize > 0);
    }

    [Fact]
    public async Task GoesOnInTheNextRunWhereTheLastOneEnded()
    {
        bool isBroken = true;
        var image = new TestImage(RandomNumberGenerator.GetBytes(Large));
        using var registry = new TestRegistry(async (request, response) =>
        {
            if (request.Range is { From: > BlobIngest.SegmentSize } && isBroken)
            {
                response.Reset();
            }

            await image.Answer(request, response);
        });
        using var store = new TestStore();
        await store.Refuse($"{registry.Host}/a");
        isBroken = false;
        PullResult pulled = await store.Pull($"{registry.Host}/a");
        Assert.InRange(pulled.Fetched, 1, image.Layer.Length - BlobIngest.SegmentSize);
        Assert.Equal(image.Content, store.Unpacked(image));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task AsksAgainWhenItIsToldTo(int status)
    {
        int refusals = 0;
        using var registry = new TestRegistry(async (request, response) => await (request.Target != "/v2/" && Interlocked.Increment(ref refusals) <= 2
            ? response.Empty(status, "Retry-After: 100000")
            : _image.Answer(request, response)));
        using var store = new TestStore();
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(_image.Content, store.Unpacked(_image));
    }

    [Fact]
    public async Task TakesAZstandardLayerAndAnUncompressedOne()
    {
        using var compressor = new ZstdSharp.Compressor();
        byte[] zstd = compressor.Wrap(_image.Tar).ToArray();
        foreach ((byte[] layer, string suffix) in new[] { (zstd, "+zstd"), (_image.Tar, "") })
        {
            _image.Layer = layer;
            _image.Manifest = System.Text.Encoding.UTF8.GetBytes(_image.ManifestText(layerType: MediaTypes.OciLayer + suffix));
            using var registry = new TestRegistry(_image.Answer);
            using var store = new TestStore();
            await store.Pull($"{registry.Host}/a");
            Assert.Equal(_image.Content, store.Unpacked(_image));
        }
    }

    [Fact]
    public async Task ChoosesByPlatform()
    {
        var arm = new TestImage("arm"u8.ToArray(), "arm64");
        byte[] index = System.Text.Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{TestImage.IndexType}}","manifests":[
            {"mediaType":"{{TestImage.ManifestType}}","digest":"{{Digest.Of(arm.Manifest)}}","size":{{arm.Manifest.Length}},"platform":{"os":"linux","architecture":"arm64","variant":"v8"} }]}
            """);
        using var registry = new TestRegistry(async (request, response) => await (request.Target.EndsWith("/latest", StringComparison.Ordinal)
            ? response.Send(200, TestImage.IndexType, index)
            : arm.Answer(request, response)));
        using var store = new TestStore();
        await store.Pull($"{registry.Host}/a", new Platform("linux", "arm64", ""));
        Assert.Equal(arm.Content, store.Unpacked(arm));
        Assert.Contains("only for linux/arm64/v8", await store.Refuse($"{registry.Host}/b", new Platform("linux", "s390x", "")));
    }

    [Fact]
    public async Task AsksTheRegistryForWhatAMirrorSendsWrong()
    {
        using var mirror = new TestRegistry(async (request, response) => await (request.IsBlob && request.Target.EndsWith(_image.LayerDigest.Hex, StringComparison.Ordinal)
            ? response.Send(200, "application/octet-stream", new byte[_image.Layer.Length])
            : _image.Answer(request, response)));
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        store.Options = store.Options with { Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { [registry.Host] = [new Uri(mirror.Url + "/")] } };
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(_image.Content, store.Unpacked(_image));
        Assert.Contains(mirror.Requests, request => request.IsBlob);
    }

    [Fact]
    public async Task AsksTheMirrorFirstAndTheRegistryWhenThatFails()
    {
        using var mirror = new TestRegistry(async (request, response) => await (request.IsBlob
            ? response.Send(200, "application/octet-stream", new byte[request.Headers.Count])
            : _image.Answer(request, response)));
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        store.Options = store.Options with { Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { [registry.Host] = [new Uri(mirror.Url + "/")] } };
        await store.Pull($"{registry.Host}/a");
        Assert.Equal(_image.Content, store.Unpacked(_image));
        Assert.Contains(mirror.Requests, request => request.IsManifest);
        Assert.Contains(registry.Requests, request => request.IsBlob);
    }

    [Fact]
    public async Task SeveralPullsOfOneImageFetchItOnce()
    {
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.Pull($"{registry.Host}/a:{i}"))));
        Assert.Single(registry.Requests, request => request.Target.EndsWith(_image.LayerDigest.ToString(), StringComparison.Ordinal));
        Assert.Equal(8, store.Store.List().Count);
    }

    [Fact]
    public async Task GarbageIsCollectedButNotWhatIsInUse()
    {
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        ImageRecord record = (await store.Pull($"{registry.Host}/a")).Record;
        using (StoredImage use = store.Store.OpenImage(record))
        {
            Assert.True(store.Store.IsInUse(record));
            store.Store.Remove(record.Name);
            Garbage kept = new GarbageCollector(store.Store).Collect(alsoUnfinished: true);
            Assert.Equal((0, 2), (kept.Layers, kept.InUse));
            Assert.Equal(_image.Content, store.Unpacked(_image));
        }

        Assert.Equal(1, new GarbageCollector(store.Store).Collect(alsoUnfinished: true).Layers);
        Assert.Null(store.Store.OpenLayer(_image.DiffId));
    }
}
