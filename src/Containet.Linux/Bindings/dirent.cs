using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// dirent.h: getdents64(2) is in glibc from 2.30 on, in musl from its beginning.
public static unsafe partial class Native
{
    // Of struct linux_dirent64: d_ino and d_off are 8 bytes each, d_reclen 2, d_type 1, then the name and its zero.
    public const int DirentReclenOffset = 16;
    public const int DirentNameOffset = 19;

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint getdents64(int fd, void* buffer, nuint length);
}
