using Containet.Images.Manifests;
using Containet.Images.References;
using Microsoft.Win32.SafeHandles;

namespace Containet.Images.Store;

/// <summary>An image of the store in use: its manifest and its layers stay until this is disposed of.</summary>
/// <param name="Record">Which it is.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers, the lowest first.</param>
/// <param name="Lease">The manifest's open file, whose shared lock says that the image is in use.</param>
/// <param name="Visible">Those of them that an overlay of it is made of: not what is below a layer that hides everything.</param>
public sealed record StoredImage(
    ImageRecord Record,
    ImageManifest Manifest,
    ImageConfig Config,
    IReadOnlyList<StoredLayer> Layers,
    SafeFileHandle Lease,
    IReadOnlyList<StoredLayer> Visible) : IDisposable
{
    /// <summary>The image's id, as Docker's clients show it: the config's digest.</summary>
    public Digest Id => Manifest.Config.Digest;

    /// <summary>Ends the use.</summary>
    public void Dispose()
    {
        Lease.Dispose();
        foreach (StoredLayer layer in Layers)
        {
            layer.Dispose();
        }
    }
}
