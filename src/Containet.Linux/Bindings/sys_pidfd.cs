using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/pidfd.h, as raw system calls: glibc has wrappers only since 2.36.
// The numbers are those of asm-generic/unistd.h, which x86-64 shares from 424 on.
public static unsafe partial class Native
{
    public const int SYS_pidfd_send_signal = 424;
    public const int SYS_pidfd_open = 434;
    public const int SYS_close_range = 436;

    public const int P_PIDFD = 3;

    public const uint CLOSE_RANGE_CLOEXEC = 1u << 2;

    [LibraryImport(Libc, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>pidfd_open(2): a descriptor of the process, readable once it has ended.</summary>
    public static int pidfd_open(int pid, uint flags) => (int)syscall(SYS_pidfd_open, pid, (nint)flags, 0, 0, 0, 0);

    /// <summary>pidfd_send_signal(2) with no siginfo.</summary>
    public static int pidfd_send_signal(int pidfd, int signal) => (int)syscall(SYS_pidfd_send_signal, pidfd, signal, 0, 0, 0, 0);
}
