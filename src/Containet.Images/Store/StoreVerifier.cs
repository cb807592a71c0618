using System.Security.Cryptography;
using Containet.Images.Manifests;
using Containet.Images.References;

namespace Containet.Images.Store;

/// <summary>
/// Looks whether a store is what it should be: every blob what its name says, every name leading to a whole image, every layer
/// what was unpacked. A pull never leaves it otherwise; a failing disk, or a hand in the store, may.
/// </summary>
public sealed class StoreVerifier(ImageStore store)
{
    private const int Portion = 1 << 20;

    /// <summary>Looks at everything.</summary>
    /// <param name="repair">Whether damaged blobs are removed, so that the next pull fetches them again.</param>
    /// <returns>What is wrong, a line each; empty if nothing is.</returns>
    public IReadOnlyList<string> Verify(bool repair)
    {
        var wrong = new List<string>();
        foreach (string folder in store.Layout.BlobFolders)
        {
            foreach (string path in Directory.GetFileSystemEntries(folder))
            {
                if (VerifyBlob($"{Path.GetFileName(folder)}:{Path.GetFileName(path)}", repair) is { } problem)
                {
                    wrong.Add(problem);
                }
            }
        }

        foreach (ImageRecord record in store.List())
        {
            wrong.AddRange(VerifyImage(record));
        }

        return wrong;
    }

    private string? VerifyBlob(string name, bool repair)
    {
        if (!Digest.TryParse(name, out Digest? digest, out _))
        {
            return $"{name} in {store.Root}/blobs is no digest";
        }

        using FileStream? blob = store.OpenBlob(digest);
        if (blob is null)
        {
            return null;
        }

        using IncrementalHash hash = digest.BeginHash();
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Portion);
        int count;
        while ((count = blob.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
        }

        if (digest.Matches(hash))
        {
            return null;
        }

        if (repair)
        {
            File.Delete(store.Layout.Blob(digest));
        }

        return $"the blob {digest} is damaged{(repair ? "; it has been removed: pull again" : "")}";
    }

    private IEnumerable<string> VerifyImage(ImageRecord record)
    {
        StoredImage image;
        try
        {
            image = store.OpenImage(record);
        }
        catch (ImageException e)
        {
            return [e.Message];
        }

        using (image)
        {
            return
            [
                .. image.Manifest.Layers.Where(layer => !store.Has(layer.Digest)).Select(Missing),
                .. image.Layers.Where(layer => store.FactsOf(layer.DiffId) is null || !Directory.Exists(layer.Path))
                    .Select(layer => $"the layer {layer.DiffId} of {record.Name} is not whole"),
            ];
        }

        string Missing(Descriptor layer) => $"the store {store.Root} lacks {layer.Digest} of {record.Name}; pull the image again";
    }
}
