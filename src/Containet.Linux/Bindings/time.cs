using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux.Bindings;

// time.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int nanosleep(timespec* request, timespec* remaining);
}
