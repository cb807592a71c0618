using System.Runtime.InteropServices;
using Containet.Images.References;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Store;

/// <summary>
/// Removes what no name leads to and nobody uses. Each thing is locked first, without waiting; then all names are followed
/// once more: whoever has let a name lead to it meanwhile used it until then, so that either the lock was not to be had or
/// the name is seen now. A layer leaves its place by one rename, and is taken apart elsewhere.
/// </summary>
public sealed class GarbageCollector(ImageStore store)
{
    /// <summary>Things that are locked at once: each is an open file, of which a process may have some thousand.</summary>
    private const int Batch = 200;

    /// <summary>How old a small file on its way must be before its writer can be taken for dead: they live for milliseconds.</summary>
    private static readonly TimeSpan DeadAfter = TimeSpan.FromHours(1);

    /// <summary>Collects the garbage.</summary>
    /// <param name="alsoUnfinished">Whether what ended pulls have left, which the next ones could go on with, is removed as well.</param>
    public Garbage Collect(bool alsoUnfinished)
    {
        Reachable reachable = Reachable.In(store);
        var candidates = Find(store.Layout.BlobFolders, isLayer: false).Where(blob => !reachable.Blobs.Contains(blob.Digest))
            .Concat(Find(store.Layout.LayerFolders, isLayer: true).Where(layer => !reachable.Layers.Contains(layer.Digest)));
        var total = new Garbage(0, 0, 0, 0);
        foreach (Candidate[] batch in candidates.Chunk(Batch))
        {
            total = Remove(batch, total);
        }

        EmptyTrash();
        return alsoUnfinished ? total with { Bytes = total.Bytes + RemoveUnfinished() } : total;
    }

    private static IEnumerable<Candidate> Find(IEnumerable<string> folders, bool isLayer) =>
        from folder in folders
        from path in Directory.EnumerateFileSystemEntries(folder).ToArray()
        let digest = Digest.TryParse($"{Path.GetFileName(folder)}:{Path.GetFileName(path)}", out Digest? parsed, out _) ? parsed : null
        where digest is not null
        select new Candidate(digest, path, isLayer);

    private Garbage Remove(Candidate[] batch, Garbage total)
    {
        var locked = new List<(Candidate Candidate, SafeHandle Lock)>();
        try
        {
            foreach (Candidate candidate in batch)
            {
                if (TryOpen(candidate) is not { } file)
                {
                    continue;
                }

                bool isLocked = FileLock.Try(file, exclusive: true);
                if (isLocked && Claim.Leads(candidate.Path, file))
                {
                    locked.Add((candidate, file));
                    continue;
                }

                file.Dispose();
                total = isLocked ? total : total with { InUse = total.InUse + 1 };
            }

            Reachable reachable = Reachable.In(store);
            foreach ((Candidate candidate, _) in locked)
            {
                if (!(candidate.IsLayer ? reachable.Layers : reachable.Blobs).Contains(candidate.Digest))
                {
                    total = Remove(candidate, total);
                }
            }

            return total;
        }
        finally
        {
            locked.ForEach(entry => entry.Lock.Dispose());
        }
    }

    // Null if it is not there any more: another collector was quicker.
    private static SafeHandle? TryOpen(Candidate candidate)
    {
        try
        {
            return Open(candidate);
        }
        catch (LinuxException e) when (e.Errno == LibC.ENOENT)
        {
            return null;
        }
    }

    private static SafeHandle Open(Candidate candidate) => candidate.IsLayer
        ? Files.Open(candidate.Path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW)
        : Files.OpenFile(candidate.Path, LibC.O_RDONLY);

    private Garbage Remove(Candidate candidate, Garbage total)
    {
        if (!candidate.IsLayer)
        {
            long size = new FileInfo(candidate.Path).Length;
            File.Delete(candidate.Path);
            return total with { Blobs = total.Blobs + 1, Bytes = total.Bytes + size };
        }

        long content = store.FactsOf(candidate.Digest)?.ContentBytes ?? 0;
        string trash = Path.Combine(store.Layout.Trash, $"{candidate.Digest.Hex}-{Path.GetRandomFileName()}");
        Directory.Move(candidate.Path, trash);
        StoreDirectories.RemoveTree(trash);
        return total with { Layers = total.Layers + 1, Bytes = total.Bytes + content };
    }

    // Of collectors that ended before they were done; two may be at the same tree, and then the other one finishes.
    private void EmptyTrash()
    {
        foreach (string path in Directory.GetFileSystemEntries(store.Layout.Trash))
        {
            try
            {
                StoreDirectories.RemoveTree(path);
            }
            catch (LinuxException)
            {
            }
        }
    }

    private long RemoveUnfinished()
    {
        long bytes = 0;
        string[] changes = Directory.Exists(store.Layout.Containers) ? Directory.GetDirectories(store.Layout.Containers) : [];
        foreach (string path in Directory.GetFileSystemEntries(store.Layout.Ingest).Concat(changes))
        {
            bool isFolder = Directory.Exists(path);
            try
            {
                using SafeHandle file = Open(new Candidate(Digest.Of([]), path, isFolder));
                bool isAbandoned = Path.GetFileName(path).StartsWith(StoreLayout.FilePrefix, StringComparison.Ordinal)
                    ? File.GetLastWriteTimeUtc(path) < DateTime.UtcNow - DeadAfter
                    : FileLock.Try(file, exclusive: true) && Claim.Leads(path, file);
                if (isAbandoned)
                {
                    bytes += isFolder ? 0 : Files.Status(file).st_blocks * 512;
                    StoreDirectories.RemoveTree(path);
                }
            }
            catch (LinuxException e) when (e.Errno == LibC.ENOENT)
            {
            }
        }

        return bytes;
    }

    private sealed record Candidate(Digest Digest, string Path, bool IsLayer);
}
