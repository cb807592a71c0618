using System.Text;
using Containet.Images.References;

namespace Containet.Images.Store;

/// <summary>
/// Where things are in a store. Names are made of digests only, whose grammar leaves nothing but letters and digits, or of
/// digests of names. Pure.
/// <list type="bullet">
/// <item><c>blobs/sha256/HEX</c>: manifests, configs and layers as they came, each verified before it got that name;</item>
/// <item><c>layers/sha256/HEX/fs</c>: unpacked layers, by the digest of the uncompressed archive; beside it <c>layer.json</c>;</item>
/// <item><c>images/HEX.json</c>: which manifest a name stands for;</item>
/// <item><c>ingest/</c>: what is on its way, <c>trash/</c>: what is being removed. Nothing there counts.</item>
/// <item><c>containers/</c>: what running containers change.</item>
/// </list>
/// </summary>
/// <param name="Root">The store's directory, absolute.</param>
internal sealed record StoreLayout(string Root)
{
    /// <summary>How the names of small files on their way begin; nobody locks these.</summary>
    public const string FilePrefix = "file-";

    /// <summary>The directories of one level that a store has from the beginning.</summary>
    public IEnumerable<string> Directories => [Images, Ingest, Trash, .. BlobFolders, .. LayerFolders];

    public string Images => Path.Combine(Root, "images");

    public string Ingest => Path.Combine(Root, "ingest");

    public string Containers => Path.Combine(Root, "containers");

    public string Trash => Path.Combine(Root, "trash");

    public IEnumerable<string> BlobFolders => Digest.Algorithms.Select(algorithm => Path.Combine(Root, "blobs", algorithm));

    public IEnumerable<string> LayerFolders => Digest.Algorithms.Select(algorithm => Path.Combine(Root, "layers", algorithm));

    public string Blob(Digest digest) => Path.Combine(Root, "blobs", digest.Algorithm, digest.Hex);

    public string BlobIngest(Digest digest) => Path.Combine(Ingest, $"blob-{digest.Algorithm}-{digest.Hex}");

    /// <summary>A layer's folder, which holds <see cref="StoredLayer.Content"/> and <see cref="StoredLayer.Facts"/>.</summary>
    public string Layer(Digest diffId) => Path.Combine(Root, "layers", diffId.Algorithm, diffId.Hex);

    public string LayerIngest(Digest diffId) => Path.Combine(Ingest, $"layer-{diffId.Algorithm}-{diffId.Hex}");

    public string Image(string name) => Path.Combine(Images, Digest.Of(Encoding.UTF8.GetBytes(name)).Hex + ".json");
}
