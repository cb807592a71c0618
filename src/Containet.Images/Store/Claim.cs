using System.Runtime.InteropServices;
using Containet.Linux;

namespace Containet.Images.Store;

/// <summary>
/// Locks on files and directories that others may rename or remove meanwhile. A lock counts only if the path still leads to
/// what was locked; where another process has it, it is asked for again now and then.
/// </summary>
internal static class Claim
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the exclusive lock on what a path leads to.</summary>
    /// <param name="path">The path.</param>
    /// <param name="open">Opens it, making it where it is not; null when there is no use for it any more.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>It, locked; null if <paramref name="open"/> gave none.</returns>
    public static async Task<T?> Exclusive<T>(string path, Func<T?> open, CancellationToken cancellation)
        where T : SafeHandle
    {
        for (; ; )
        {
            T? file = open();
            if (file is null)
            {
                return null;
            }

            if (FileLock.Try(file, exclusive: true) && Leads(path, file))
            {
                return file;
            }

            file.Dispose();
            await Task.Delay(Interval, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a path leads to an open file.</summary>
    public static bool Leads(string path, SafeHandle file)
    {
        Tmds.Linux.stat? named = Files.Status(path);
        return named is { } there && Files.Status(file) is var held && there.st_ino == held.st_ino && there.st_dev == held.st_dev;
    }
}
