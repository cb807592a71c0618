using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Mpps.Kernel;

#pragma warning disable IDE1006 // Bindings carry the names of the headers they mirror.

/// <summary>The few calls that only the harness needs.</summary>
internal static unsafe partial class Native
{
    /// <summary>sys/prctl.h: sleeps of this thread may end this many nanoseconds late.</summary>
    public const int PR_SET_TIMERSLACK = 29;

    private const string Libc = "libc";

    // time.h
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int nanosleep(timespec* request, timespec* remaining);

    // sys/prctl.h
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int prctl(int option, nint a, nint b, nint c, nint d);

    // spawn.h
    [LibraryImport(Libc)]
    public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);
}
