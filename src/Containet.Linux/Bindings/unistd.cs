using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// unistd.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int execv(byte* pathname, byte** argv);
}
