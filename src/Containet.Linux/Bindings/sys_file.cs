using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/file.h
public static partial class Native
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int flock(int fd, int operation);
}
