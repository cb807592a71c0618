using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/xattr.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int fsetxattr(int fd, byte* name, void* value, nuint size, int flags);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint fgetxattr(int fd, byte* name, void* value, nuint size);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint flistxattr(int fd, byte* list, nuint size);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int fremovexattr(int fd, byte* name);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int lsetxattr(byte* path, byte* name, void* value, nuint size, int flags);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint lgetxattr(byte* path, byte* name, void* value, nuint size);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint llistxattr(byte* path, byte* list, nuint size);
}
