using System.Text;
using Containet.Images.References;
using Containet.Images.Tests.Support;
using Xunit;

namespace Containet.Images.Tests.Registry;

/// <summary>Registries that lie, stall and never end: each gives one clear line, and nothing comes to be in the store.</summary>
public class HostileRegistryTests
{
    private readonly TestImage _image = new("hello"u8.ToArray());

    [Fact]
    public async Task ALayerThatIsAnother()
    {
        byte[] other = [.. _image.Layer];
        other[^1] ^= 1;
        Assert.Contains("is something else", await RefuseLayer(response => response.Send(200, "application/octet-stream", other)));
    }

    [Fact]
    public async Task ALayerThatIsNoGzipAtAll() =>
        Assert.Contains("is something else", await RefuseLayer(response => response.Send(200, "application/octet-stream", new byte[_image.Layer.Length])));

    [Theory]
    [InlineData(-3)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task ALayerOfAnotherLength(int more) => Assert.Contains(
        "which the manifest says has",
        await RefuseLayer(response => response.Send(200, "application/octet-stream", new byte[_image.Layer.Length + more])));

    [Fact]
    public async Task ALengthThatIsALie() => Assert.Contains(
        "tried 3 times",
        await RefuseLayer(async response =>
        {
            await response.Head(200, $"Content-Length: {_image.Layer.Length}");
            response.Reset();
        }));

    [Fact]
    public async Task ABodyWithoutEnd() => Assert.Contains(
        "sends more",
        await RefuseLayer(async response =>
        {
            await response.Head(200, "Transfer-Encoding: chunked");
            await response.Raw((byte[])[.. Encoding.ASCII.GetBytes($"{_image.Layer.Length:x}\r\n"), .. _image.Layer, .. "\r\n"u8]);
            await response.Endless();
        }));

    [Fact]
    public async Task AManifestWithoutEnd() => Assert.Contains(
        "more than the",
        await RefuseManifest(async response =>
        {
            await response.Head(200, "Transfer-Encoding: chunked", $"Content-Type: {TestImage.ManifestType}");
            await response.Endless();
        }));

    [Fact]
    public async Task AManifestOfHalfAGigabyte() => Assert.Contains(
        "announces",
        await RefuseManifest(response => response.Head(200, "Content-Length: 500000000", $"Content-Type: {TestImage.ManifestType}")));

    [Fact]
    public async Task OneThatStalls() => Assert.Contains(
        "stalls",
        await RefuseLayer(
            async response =>
            {
                await response.Head(200, $"Content-Length: {_image.Layer.Length}");
                await response.Raw(_image.Layer.AsMemory(0, 7));
                await response.Silence();
            },
            store => store.Options = store.Options with { StallTimeout = TimeSpan.FromMilliseconds(300) }));

    [Fact]
    public async Task OneThatNeverAnswers() => Assert.Contains(
        "stalls",
        await RefuseManifest(
            response => response.Silence(),
            store => store.Options = store.Options with { StallTimeout = TimeSpan.FromMilliseconds(300) }));

    [Fact]
    public async Task OneThatAlwaysFails() => Assert.Contains("answers 500", await RefuseManifest(response => response.Empty(500)));

    [Fact]
    public async Task AnotherPartThanWasAskedFor()
    {
        var image = new TestImage(new byte[20 << 20]);
        string line = await Refuse(image, request => request.Range is not null, response =>
            response.Send(206, "application/octet-stream", new byte[100], $"Content-Range: bytes 5-104/{image.Layer.Length}"));
        Assert.Contains("is not what was asked for", line);
    }

    [Fact]
    public async Task AManifestThatIsAnotherThanItsDigestSays()
    {
        using var registry = new TestRegistry(_image.Answer);
        using var store = new TestStore();
        Assert.Contains("is something else", await store.Refuse($"{registry.Host}/a@{Digest.Of("other"u8)}"));
    }

    [Fact]
    public async Task AHeaderThatNamesAnotherDigest() => Assert.Contains(
        "but what it sends is",
        await RefuseManifest(response => response.Send(200, TestImage.ManifestType, _image.Manifest, $"Docker-Content-Digest: {Digest.Of("other"u8)}")));

    [Fact]
    public async Task AConfigThatIsAnother() => Assert.Contains(
        "is something else",
        await Refuse(
            _image,
            request => request.Target.EndsWith(Digest.Of(_image.Config).ToString(), StringComparison.Ordinal),
            response => response.Send(200, "application/json", [.. _image.Config.Reverse()])));

    [Fact]
    public async Task ManifestAndIndexAtOnce() =>
        Assert.Contains("at once", await RefuseManifest(Manifest("\"manifests\":[],", TestImage.ManifestType)));

    [Fact]
    public async Task AManifestThatComesAsAnIndex() =>
        Assert.Contains("members of the other kind", await RefuseManifest(Manifest("", TestImage.IndexType)));

    [Fact]
    public async Task AManifestThatSaysThatItIsAnIndex() =>
        Assert.Contains("members of the other kind", await RefuseManifest(Manifest($"\"mediaType\":\"{TestImage.IndexType}\",", "text/plain")));

    [Fact]
    public async Task AManifestWhoseTypesDisagree() => Assert.Contains(
        "came as",
        await RefuseManifest(Manifest("\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",", TestImage.ManifestType)));

    [Fact]
    public async Task AMemberThatComesTwice() =>
        Assert.Contains("is not one", await RefuseManifest(Manifest("\"layers\":[],", TestImage.ManifestType)));

    [Theory]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[]}", "application/json")]
    [InlineData("{\"schemaVersion\":1}", "application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("{\"schemaVersion\":2,\"fsLayers\":[]}", "application/vnd.oci.image.manifest.v1+json")]
    public async Task AManifestOfTheOldKind(string manifest, string type) => Assert.Contains(
        "gave up in 2017",
        await RefuseManifest(response => response.Send(200, type, Encoding.UTF8.GetBytes(manifest))));

    [Theory]
    [InlineData("sha256:../../../../../../../../etc/passwd")]
    [InlineData("sha256:AAAA")]
    [InlineData("../x:0000")]
    [InlineData("")]
    public async Task ADigestThatIsAPath(string digest)
    {
        _image.Manifest = Encoding.UTF8.GetBytes(_image.ManifestText(layerDigest: digest));
        Assert.Contains("bad digest", await RefuseManifest(response => response.Send(200, TestImage.ManifestType, _image.Manifest)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task ASizeThatCannotBe(long size)
    {
        _image.Manifest = Encoding.UTF8.GetBytes(_image.ManifestText(layerSize: size));
        Assert.Contains("declares", await RefuseManifest(response => response.Send(200, TestImage.ManifestType, _image.Manifest)));
    }

    [Fact]
    public async Task ALayerThatInflatesToSomethingElse()
    {
        _image.Layer = TestImage.Gzip([.. _image.Tar, 0]);
        _image.Manifest = Encoding.UTF8.GetBytes(_image.ManifestText());
        Assert.Contains("inflates to something else", await Refuse(_image, _ => false, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task ALayerThatInflatesForEver()
    {
        _image.Layer = TestImage.Gzip(new byte[(int)ImageLimits.InflatedAlways + 1]);
        _image.Manifest = Encoding.UTF8.GetBytes(_image.ManifestText());
        Assert.Contains("only a bomb does", await Refuse(_image, _ => false, _ => Task.CompletedTask));
    }

    [Fact]
    public async Task RedirectsWithoutEnd() => Assert.Contains(
        "redirects more than",
        await RefuseLayer(response => response.Empty(307, "Location: /v2/a/blobs/again")));

    [Fact]
    public async Task ARedirectToNowhere() =>
        Assert.Contains("to no address", await RefuseLayer(response => response.Empty(307, "Location: file:///etc/passwd")));

    [Fact]
    public async Task ALieOfTheTerminal()
    {
        string line = await RefuseManifest(response => response.Send(403, "application/json", "{\"errors\":[{\"message\":\"\\u001b[31mred\\nmore\"}]}"u8.ToArray()));
        Assert.DoesNotContain(line, char.IsControl);
    }

    private Func<TestResponse, Task> Manifest(string members, string type)
    {
        byte[] content = Encoding.UTF8.GetBytes(_image.ManifestText(members));
        return response => response.Send(200, type, content);
    }

    private Task<string> RefuseManifest(Func<TestResponse, Task> answer, Action<TestStore>? prepare = null) =>
        Refuse(_image, request => request.IsManifest, answer, prepare);

    private Task<string> RefuseLayer(Func<TestResponse, Task> answer, Action<TestStore>? prepare = null) => Refuse(
        _image,
        request => request.IsBlob && !request.Target.EndsWith(Digest.Of(_image.Config).ToString(), StringComparison.Ordinal),
        answer,
        prepare);

    // What it refuses from a liar it takes from an honest registry afterwards: nothing of the lie is left.
    private static async Task<string> Refuse(
        TestImage image,
        Func<TestRequest, bool> lies,
        Func<TestResponse, Task> answer,
        Action<TestStore>? prepare = null)
    {
        using var registry = new TestRegistry((request, response) => lies(request) ? answer(response) : image.Answer(request, response));
        using var store = new TestStore();
        prepare?.Invoke(store);
        return await store.Refuse($"{registry.Host}/a");
    }
}
