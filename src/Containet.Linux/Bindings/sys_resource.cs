using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/resource.h
public static unsafe partial class Native
{
    public const int RLIMIT_NOFILE = 7;

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int getrlimit(int resource, rlimit* limits);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int setrlimit(int resource, rlimit* limits);

    [StructLayout(LayoutKind.Sequential)]
    public struct rlimit
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }
}
