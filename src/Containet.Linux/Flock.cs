using System.Runtime.InteropServices;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>Locks of whole files (flock(2)): they belong to the open file, and go with its last descriptor, however that is closed.</summary>
public static class Flock
{
    /// <summary>Waits for a lock and takes it.</summary>
    /// <param name="file">The file, however it is open.</param>
    /// <param name="kind"><c>LOCK_SH</c> or <c>LOCK_EX</c>.</param>
    /// <exception cref="LinuxException">The file system has no locks.</exception>
    public static void Take(Fd file, int kind)
    {
        while (flock(file.Value, kind) < 0)
        {
            if (Marshal.GetLastPInvokeError() != LibC.EINTR)
            {
                throw LinuxException.FromLastError("lock", $"descriptor {file.Value}");
            }
        }
    }

    /// <summary>Takes a lock if nobody is in the way.</summary>
    /// <returns>Whether it was taken.</returns>
    public static bool TryTake(Fd file, int kind) => flock(file.Value, kind | LOCK_NB) == 0;
}
