using Containet.Images.Credentials;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Registry;
using Containet.Images.Store;
using Xunit;

namespace Containet.Images.Tests.Support;

/// <summary>A store in a temporary directory, and pulls into it.</summary>
internal sealed class TestStore : IDisposable, ICredentialSource, IPullProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("containet-images-");

    public TestStore() => Store = ImageStore.Open(Path.Combine(_folder.FullName, "store"));

    public ImageStore Store { get; }

    /// <summary>Credentials by registry.</summary>
    public Dictionary<string, Credential> Credentials { get; } = [];

    /// <summary>Options for pulls: impatient, so that tests are short.</summary>
    public RegistryOptions Options { get; set; } = new()
    {
        Attempts = 3,
        FirstDelay = TimeSpan.FromMilliseconds(1),
        LongestDelay = TimeSpan.FromMilliseconds(20),
    };

    public Credential? Find(string registry) => Credentials.GetValueOrDefault(registry);

    /// <summary>Pulls what must succeed.</summary>
    public async Task<PullResult> Pull(string name, Platform? platform = null)
    {
        Assert.True(ImageReference.TryParse(name, out ImageReference? reference, out string? error), error);
        using var client = new RegistryClient(Options, this);
        using var limit = new CancellationTokenSource(Patience);
        return await new ImagePuller(Store, client, this).Pull(reference, platform, limit.Token);
    }

    /// <summary>Pulls what must fail: with one line, and a store in which nothing has come to be.</summary>
    /// <returns>The line.</returns>
    public async Task<string> Refuse(string name, Platform? platform = null)
    {
        int images = Store.List().Count;
        ImageException e = await Assert.ThrowsAsync<ImageException>(() => Pull(name, platform));
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(images, Store.List().Count);
        Assert.Empty(new StoreVerifier(Store).Verify(repair: false));
        return e.Message;
    }

    /// <summary>The content of the file in a test image's layer.</summary>
    public byte[] Unpacked(TestImage image)
    {
        using StoredLayer layer = Store.OpenLayer(image.DiffId)!;
        return File.ReadAllBytes(Path.Combine(layer.Path, "content"));
    }

    public void Dispose() => StoreDirectories.RemoveTree(_folder.FullName);

    public void Begin(IReadOnlyList<Descriptor> layers)
    {
    }

    public void Change(Descriptor layer, LayerState state)
    {
    }

    public void Receive(Descriptor layer, long bytes)
    {
    }
}
