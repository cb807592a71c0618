using Containet.Images.Manifests;
using Containet.Images.References;

namespace Containet.Images.Store;

/// <summary>What names lead to: the blobs and the layers that are not garbage, at one moment.</summary>
internal sealed class Reachable
{
    private Reachable()
    {
    }

    /// <summary>Digests of blobs.</summary>
    public HashSet<Digest> Blobs { get; } = [];

    /// <summary>Digests of uncompressed layers.</summary>
    public HashSet<Digest> Layers { get; } = [];

    /// <summary>Follows all names of a store. An image of which something is missing leads as far as it goes.</summary>
    public static Reachable In(ImageStore store)
    {
        var reachable = new Reachable();
        foreach (ImageRecord record in store.List())
        {
            reachable.Blobs.Add(record.Source);
            reachable.Blobs.Add(record.Manifest);
            try
            {
                ImageManifest manifest = store.ManifestOf(record);
                reachable.Blobs.Add(manifest.Config.Digest);
                reachable.Blobs.UnionWith(manifest.Layers.Select(layer => layer.Digest));
                reachable.Layers.UnionWith(store.ConfigOf(manifest, record.Name.ToString()).DiffIds);
            }
            catch (ImageException)
            {
            }
        }

        return reachable;
    }
}
