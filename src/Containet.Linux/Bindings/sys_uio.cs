using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux.Bindings;

/// <summary>
/// What <c>Tmds.LibC</c> lacks, in its manner: native names, blittable types, no error translation. One file a header.
/// </summary>
public static unsafe partial class Native
{
    private const string Libc = "libc";

    // sys/uio.h (x86-64 and arm64 Linux agree)
    public const int RWF_NOWAIT = 0x00000008;

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint readv(int fd, iovec* iov, int iovcnt);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint writev(int fd, iovec* iov, int iovcnt);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint preadv2(int fd, iovec* iov, int iovcnt, long offset, int flags);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint pwritev2(int fd, iovec* iov, int iovcnt, long offset, int flags);
}
