using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/random.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial nint getrandom(void* buffer, nint length, uint flags);
}
