using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/prctl.h, linux/prctl.h
public static partial class Native
{
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_DUMPABLE = 4;
    public const int PR_SET_KEEPCAPS = 8;
    public const int PR_CAPBSET_READ = 23;
    public const int PR_CAPBSET_DROP = 24;
    public const int PR_SET_TIMERSLACK = 29;
    public const int PR_SET_NO_NEW_PRIVS = 38;
    public const int PR_CAP_AMBIENT = 47;

    public const int PR_CAP_AMBIENT_RAISE = 2;
    public const int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    /// <summary>prctl is variadic in C; on the supported machines integer arguments are passed alike either way.</summary>
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int prctl(int option, nint a, nint b, nint c, nint d);
}
