using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/syscall.h. Numbers of asm/unistd_64.h on x86-64 and of asm-generic/unistd.h on arm64.
public static partial class Native
{
    // 424 and above: the same on every architecture.
    public const int SYS_open_tree = 428;
    public const int SYS_move_mount = 429;
    public const int SYS_fsopen = 430;
    public const int SYS_fsconfig = 431;
    public const int SYS_fsmount = 432;
    public const int SYS_openat2 = 437;
    public const int SYS_epoll_pwait2 = 441;
    public const int SYS_mount_setattr = 442;

    public static int SYS_read => OnArm64 ? 63 : 0;

    public static int SYS_write => OnArm64 ? 64 : 1;

    public static int SYS_rt_sigaction => OnArm64 ? 134 : 13;

    public static int SYS_rt_sigprocmask => OnArm64 ? 135 : 14;

    public static int SYS_ioctl => OnArm64 ? 29 : 16;

    public static int SYS_getpid => OnArm64 ? 172 : 39;

    public static int SYS_clone => OnArm64 ? 220 : 56;

    public static int SYS_execve => OnArm64 ? 221 : 59;

    public static int SYS_wait4 => OnArm64 ? 260 : 61;

    public static int SYS_kill => OnArm64 ? 129 : 62;

    public static int SYS_getcwd => OnArm64 ? 17 : 79;

    public static int SYS_chdir => OnArm64 ? 49 : 80;

    public static int SYS_fchdir => OnArm64 ? 50 : 81;

    public static int SYS_umask => OnArm64 ? 166 : 95;

    public static int SYS_setpgid => OnArm64 ? 154 : 109;

    public static int SYS_setsid => OnArm64 ? 157 : 112;

    public static int SYS_capset => OnArm64 ? 91 : 126;

    public static int SYS_rt_sigtimedwait => OnArm64 ? 137 : 128;

    public static int SYS_pivot_root => OnArm64 ? 41 : 155;

    public static int SYS_prctl => OnArm64 ? 167 : 157;

    public static int SYS_mount => OnArm64 ? 40 : 165;

    public static int SYS_umount2 => OnArm64 ? 39 : 166;

    public static int SYS_sethostname => OnArm64 ? 161 : 170;

    public static int SYS_sched_setaffinity => OnArm64 ? 122 : 203;

    public static int SYS_exit_group => OnArm64 ? 94 : 231;

    public static int SYS_openat => OnArm64 ? 56 : 257;

    public static int SYS_mkdirat => OnArm64 ? 34 : 258;

    public static int SYS_mknodat => OnArm64 ? 33 : 259;

    public static int SYS_symlinkat => OnArm64 ? 36 : 266;

    public static int SYS_close => OnArm64 ? 57 : 3;

    public static int SYS_socket => OnArm64 ? 198 : 41;

    public static int SYS_sendto => OnArm64 ? 206 : 44;

    public static int SYS_recvfrom => OnArm64 ? 207 : 45;

    public static int SYS_sendmsg => OnArm64 ? 211 : 46;

    public static int SYS_setuid => OnArm64 ? 146 : 105;

    public static int SYS_setgid => OnArm64 ? 144 : 106;

    public static int SYS_setgroups => OnArm64 ? 159 : 116;

    public static int SYS_setresuid => OnArm64 ? 147 : 117;

    public static int SYS_setresgid => OnArm64 ? 149 : 119;

    public static int SYS_unlinkat => OnArm64 ? 35 : 263;

    public static int SYS_fchownat => OnArm64 ? 54 : 260;

    public static int SYS_setns => OnArm64 ? 268 : 308;

    public static int SYS_unshare => OnArm64 ? 97 : 272;

    public static int SYS_setdomainname => OnArm64 ? 162 : 171;

    public static int SYS_fchown => OnArm64 ? 55 : 93;

    public static int SYS_ptrace => OnArm64 ? 117 : 101;

    public static int SYS_sendfile => OnArm64 ? 71 : 40;

    public static int SYS_memfd_create => OnArm64 ? 279 : 319;

    public static int SYS_execveat => OnArm64 ? 281 : 322;

    public static int SYS_dup3 => OnArm64 ? 24 : 292;

    public static int SYS_prlimit64 => OnArm64 ? 261 : 302;

    public static int SYS_seccomp => OnArm64 ? 277 : 317;

    // A constant of the code generator: no state, no initializer, hence usable in a cloned child.
    private static bool OnArm64
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    }
}
