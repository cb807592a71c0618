using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// stdio.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int rename(byte* oldpath, byte* newpath);
}
