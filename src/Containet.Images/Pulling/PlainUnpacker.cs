using Containet.Images.Layers;
using Containet.Images.Manifests;
using Containet.Images.References;
using Containet.Images.Store;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Pulling;

/// <summary>
/// Makes one plain directory of an image's layers, for programs that know nothing of overlays. The directory appears when it
/// is whole; each layer is verified once more on the way.
/// </summary>
public static class PlainUnpacker
{
    /// <summary>Makes the directory.</summary>
    /// <param name="store">Where the image is.</param>
    /// <param name="image">The image, in use by the caller.</param>
    /// <param name="directory">The directory's path: nothing is there, or an empty directory.</param>
    /// <param name="cancellation">Ends it; then nothing is left.</param>
    /// <returns>What was left out, a line each.</returns>
    /// <exception cref="ImageException">It cannot be made.</exception>
    public static IReadOnlyList<string> Unpack(ImageStore store, StoredImage image, string directory, CancellationToken cancellation)
    {
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (File.Exists(whole) || (Directory.Exists(whole) && Directory.EnumerateFileSystemEntries(whole).Any()))
        {
            throw new ImageException($"cannot unpack {image.Record.Name} into {whole}: something is there already");
        }

        string parent = Path.GetDirectoryName(whole) ?? throw new ImageException($"cannot unpack {image.Record.Name} into {whole}");
        string partial = Path.Combine(parent, $".{Path.GetFileName(whole)}.{Path.GetRandomFileName()}");
        Directory.CreateDirectory(parent);

        // Closed to all others: what is not verified yet may have set-user-id programs.
        Files.MakeDirectory(partial, StoreDirectories.Mode);
        try
        {
            string content = Path.Combine(partial, StoredLayer.Content);
            Files.MakeDirectory(content, StoreDirectories.Mode);
            Files.ChangeMode(content, StoreDirectories.ContentMode);
            List<string> skipped = Apply(store, image, content, cancellation);
            if (Directory.Exists(whole))
            {
                Files.RemoveDirectory(whole);
            }

            Directory.Move(content, whole);
            return skipped;
        }
        finally
        {
            StoreDirectories.RemoveTree(partial);
        }
    }

    private static List<string> Apply(ImageStore store, StoredImage image, string path, CancellationToken cancellation)
    {
        using Fd target = Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY);
        var options = new UnpackOptions { Target = LayerTarget.PlainDirectory, Cancelled = cancellation };
        var skipped = new List<string>();
        foreach ((Descriptor layer, Digest diffId) in image.Manifest.Layers.Zip(image.Config.DiffIds))
        {
            using FileStream blob = store.OpenBlob(layer.Digest)
                ?? throw new ImageException($"the store {store.Root} lacks {layer.Digest} of {image.Record.Name}; pull the image again");
            try
            {
                UnpackResult result = LayerPipeline.Run(layer, diffId, piece => blob.Read(piece.Span), target, options)!;
                skipped.AddRange(SkippedLines.Of(result));
            }
            catch (WrongDigestException e)
            {
                throw new ImageException($"{layer.Digest} in the store {store.Root} is damaged; mocker verify --repair removes it", e);
            }
        }

        return skipped;
    }
}
