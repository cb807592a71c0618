using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/resource.h
public static unsafe partial class Native
{
    public const int RLIMIT_CPU = 0;
    public const int RLIMIT_FSIZE = 1;
    public const int RLIMIT_DATA = 2;
    public const int RLIMIT_STACK = 3;
    public const int RLIMIT_CORE = 4;
    public const int RLIMIT_RSS = 5;
    public const int RLIMIT_NPROC = 6;
    public const int RLIMIT_NOFILE = 7;
    public const int RLIMIT_MEMLOCK = 8;
    public const int RLIMIT_AS = 9;
    public const int RLIMIT_LOCKS = 10;
    public const int RLIMIT_SIGPENDING = 11;
    public const int RLIMIT_MSGQUEUE = 12;
    public const int RLIMIT_NICE = 13;
    public const int RLIMIT_RTPRIO = 14;
    public const int RLIMIT_RTTIME = 15;

    public const ulong RLIM_INFINITY = ulong.MaxValue;

    public const int PRIO_PROCESS = 0;

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int getrlimit(int resource, rlimit* limits);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int setrlimit(int resource, rlimit* limits);

    /// <summary>With <see cref="PRIO_PROCESS"/> and 0, of the calling thread.</summary>
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int setpriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    public struct rlimit
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }
}
