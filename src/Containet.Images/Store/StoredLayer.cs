using Containet.Images.References;
using Containet.Linux;

namespace Containet.Images.Store;

/// <summary>
/// An unpacked layer in use: as long as this object lives, or a copy of its descriptor in another process, nobody removes
/// the layer.
/// </summary>
public sealed class StoredLayer : IDisposable
{
    /// <summary>The layer's files, in its folder.</summary>
    internal const string Content = "fs";

    /// <summary>What was found when it was unpacked, in its folder.</summary>
    internal const string Facts = "layer.json";

    private readonly Fd _lease;

    internal StoredLayer(Digest diffId, string folder, Fd lease)
    {
        DiffId = diffId;
        Folder = folder;
        _lease = lease;
    }

    /// <summary>The digest of the uncompressed archive.</summary>
    public Digest DiffId { get; }

    /// <summary>The directory with the layer's files: an overlay's lower directory.</summary>
    public string Path => System.IO.Path.Combine(Folder, Content);

    /// <summary>The folder's descriptor, which has the shared lock.</summary>
    public Fd Lease => _lease;

    internal string Folder { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => _lease.Dispose();
}
