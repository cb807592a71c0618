using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/resource.h
public static unsafe partial class Native
{
    public const int RLIMIT_NOFILE = 7;

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
