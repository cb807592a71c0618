using Containet.Images.Manifests;
using Containet.Images.References;
using Containet.Images.Registry;
using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>
/// Brings an image from a registry into a store: what its name stands for, then its config, then its layers, several at once.
/// Everything is compared with the digest by which it was asked for; only the first, where it was asked for by a tag, is taken
/// on the registry's word. The name appears last, when everything that it leads to is there.
/// </summary>
public sealed class ImagePuller(ImageStore store, RegistryClient client, IPullProgress progress)
{
    /// <summary>Brings an image.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="platform">What it is to run on; null for this machine.</param>
    /// <param name="cancellation">Ends it; what has come so far serves the next pull.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<PullResult> Pull(ImageReference name, Platform? platform, CancellationToken cancellation)
    {
        Platform wanted = platform ?? Platform.Current;
        ImageRecord? known = store.Find(name) is { } record && record.Platform == wanted.ToString() && IsWhole(record) ? record : null;
        if (known is not null && name.Digest is not null)
        {
            return new PullResult(known, IsChanged: false, 0);
        }

        RemoteRepository repository = await client.Open(name).ConfigureAwait(false);
        if (known is not null && known.Source == await repository.Resolve(name.Tag!, cancellation).ConfigureAwait(false))
        {
            return new PullResult(known, IsChanged: false, 0);
        }

        using var uses = new Uses();
        FetchedManifest source = await repository.FetchManifest(name.Digest is null ? name.Tag : null, name.Digest, null, null, cancellation).ConfigureAwait(false);
        uses.Add(store.PutBlob(source.Digest, source.Content));
        FetchedManifest chosen = await Choose(name, repository, source, wanted, cancellation).ConfigureAwait(false);
        uses.Add(store.PutBlob(chosen.Digest, chosen.Content));
        var manifest = (ImageManifest)chosen.Manifest;
        ImageConfig config = await Config(name, repository, manifest, uses, cancellation).ConfigureAwait(false);
        if (chosen == source)
        {
            RequirePlatform(name, config.Platform, wanted, isExplicit: platform is not null);
        }

        var layers = new LayerPull(store, new RegistrySource(client, repository), progress);
        await layers.RunAll(manifest, config, uses, cancellation).ConfigureAwait(false);
        var result = new ImageRecord(name, chosen.Digest, source.Digest, wanted.ToString(), DateTimeOffset.UtcNow);
        store.Put(result);
        return new PullResult(result, IsChanged: true, layers.Fetched);
    }

    private bool IsWhole(ImageRecord record)
    {
        try
        {
            using StoredImage image = store.OpenImage(record);
            return image.Manifest.Layers.All(layer => store.Has(layer.Digest));
        }
        catch (ImageException)
        {
            return false;
        }
    }

    private static async Task<FetchedManifest> Choose(
        ImageReference name,
        RemoteRepository repository,
        FetchedManifest source,
        Platform wanted,
        CancellationToken cancellation)
    {
        if (source.Manifest is not ImageIndex index)
        {
            return source;
        }

        if (index.Choose(wanted) is not { } entry)
        {
            string offered = string.Join(", ", index.Manifests.Select(other => other.Platform?.ToString()).OfType<string>().Distinct().Take(20));
            throw new ImageException($"{name} has nothing for {wanted}{(offered.Length == 0 ? "" : $", only for {ImageException.Quote(offered)}")}");
        }

        FetchedManifest chosen = await repository.FetchManifest(null, entry.Digest, entry.MediaType, entry.Size, cancellation).ConfigureAwait(false);
        return chosen.Manifest is ImageManifest
            ? chosen
            : throw new ImageException($"the index of {name} lists {entry.Digest} as a manifest, but it is an index");
    }

    private async Task<ImageConfig> Config(
        ImageReference name,
        RemoteRepository repository,
        ImageManifest manifest,
        Uses uses,
        CancellationToken cancellation)
    {
        byte[] content;
        if (store.OpenBlob(manifest.Config.Digest) is { } there)
        {
            uses.Add(there);
            content = store.ReadBlob(manifest.Config, ImageLimits.Config);
        }
        else
        {
            content = await repository.FetchSmall(manifest.Config, ImageLimits.Config, cancellation).ConfigureAwait(false);
            uses.Add(store.PutBlob(manifest.Config.Digest, content));
        }

        ImageConfig config = ManifestReader.ReadConfig(content, name.ToString());
        return config.DiffIds.Count == manifest.Layers.Count
            ? config
            : throw new ImageException($"the manifest of {name} has {manifest.Layers.Count} layers, its config {config.DiffIds.Count}");
    }

    private static void RequirePlatform(ImageReference name, Platform actual, Platform wanted, bool isExplicit)
    {
        // Old images do not say what they are for.
        if (actual.Architecture.Length > 0 && wanted.Suits(actual) == 0)
        {
            throw new ImageException($"{name} is for {ImageException.Quote(actual.ToString())}, not for {wanted}"
                + (isExplicit ? "" : $"; --platform {ImageException.Quote(actual.ToString())} fetches it all the same"));
        }
    }
}
