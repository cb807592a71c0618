using System.Text.Json;
using Containet.Images.References;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Store;

/// <summary>
/// A layer being unpacked: a folder that gets its name in the store only by <see cref="Commit"/>, whole. One process at a
/// time has it, by its lock; what an ended process leaves is removed and begun anew.
/// </summary>
internal sealed class LayerIngest : IDisposable
{
    private readonly StoreLayout _layout;
    private readonly Digest _diffId;
    private readonly string _path;
    private readonly Fd _folder;
    private bool _isCommitted;

    private LayerIngest(StoreLayout layout, Digest diffId, Fd folder)
    {
        _layout = layout;
        _diffId = diffId;
        _path = layout.LayerIngest(diffId);
        _folder = folder;
        Target = MakeTarget();
    }

    /// <summary>The empty directory to unpack into.</summary>
    public Fd Target { get; private set; }

    /// <summary>Waits for the right to unpack a layer.</summary>
    /// <returns>It; null if the layer is in the store by then.</returns>
    public static async Task<LayerIngest?> Begin(StoreLayout layout, Digest diffId, CancellationToken cancellation)
    {
        string path = layout.LayerIngest(diffId);
        Fd? folder = await Claim.Exclusive(
            path,
            () =>
            {
                if (Directory.Exists(layout.Layer(diffId)))
                {
                    return null;
                }

                Files.MakeDirectory(path, StoreDirectories.Mode);
                return OpenDirectory(path);
            },
            cancellation).ConfigureAwait(false);
        return folder is null ? null : new LayerIngest(layout, diffId, folder);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        Target.Dispose();
        Target = MakeTarget();
    }

    /// <summary>
    /// Gives the layer its name in the store; whoever calls this has verified it. It is in use by the caller then, until this is
    /// disposed of.
    /// </summary>
    public void Commit(LayerFacts facts)
    {
        File.WriteAllBytes(
            Path.Combine(_path, StoredLayer.Facts),
            JsonSerializer.SerializeToUtf8Bytes(facts, StoreJsonContext.Default.LayerFacts));

        // A name that is there after the machine crashed leads to files that are there: the next pull takes them as they are.
        Files.SyncFileSystem(_folder);
        Directory.Move(_path, _layout.Layer(_diffId));
        _isCommitted = true;
        FileLock.Try(_folder, exclusive: false);
    }

    /// <summary>Lets go; what has not been committed is removed.</summary>
    public void Dispose()
    {
        Target.Dispose();
        if (!_isCommitted)
        {
            StoreDirectories.RemoveTree(_path);
        }

        _folder.Dispose();
    }

    private static Fd OpenDirectory(string path) => Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW);

    private Fd MakeTarget()
    {
        string target = Path.Combine(_path, StoredLayer.Content);
        StoreDirectories.RemoveTree(target);
        Files.MakeDirectory(target, StoreDirectories.Mode);
        Files.ChangeMode(target, StoreDirectories.ContentMode);
        return OpenDirectory(target);
    }
}
