using System.Runtime.InteropServices;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// Advisory locks of whole files and directories (flock(2)): held by the open file, so by whoever has the descriptor or a
/// copy of it, and gone with the last of them, however its process ended. Any thread.
/// </summary>
public static class FileLock
{
    /// <summary>Takes a lock unless somebody's is in the way; an open file that has one exchanges it.</summary>
    /// <param name="file">The open file or directory.</param>
    /// <param name="exclusive">Whether nobody else may have one, rather than only no exclusive one.</param>
    /// <returns>Whether it has been taken.</returns>
    /// <exception cref="LinuxException">The file cannot be locked at all.</exception>
    public static bool Try(SafeHandle file, bool exclusive) => Lock(file, Operation(exclusive) | Native.LOCK_NB);

    /// <summary>Waits for a lock and takes it.</summary>
    /// <param name="file">The open file or directory.</param>
    /// <param name="exclusive">Whether nobody else may have one, rather than only no exclusive one.</param>
    /// <exception cref="LinuxException">The file cannot be locked at all.</exception>
    public static void Take(SafeHandle file, bool exclusive) => Lock(file, Operation(exclusive));

    private static int Operation(bool exclusive) => exclusive ? Native.LOCK_EX : Native.LOCK_SH;

    private static bool Lock(SafeHandle file, int operation)
    {
        int descriptor = (int)file.DangerousGetHandle();
        while (Native.flock(descriptor, operation) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == LibC.EAGAIN)
            {
                return false;
            }

            if (errno != LibC.EINTR)
            {
                throw new LinuxException(errno, "lock", $"descriptor {descriptor}");
            }
        }

        return true;
    }
}
