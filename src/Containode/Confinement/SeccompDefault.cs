using Containet.Linux.Seccomp;
using Tmds.Linux;

namespace Containode.Confinement;

/// <summary>
/// The system calls that a container may make unless told otherwise: everything that programs usually ask of the kernel for themselves,
/// by default-deny (EPERM), so that what is not listed, or not known yet, is out. The choice of calls is the one that Docker and Podman
/// have found programs to need. What a capability is needed for anyway comes with the capability.
/// </summary>
internal static class SeccompDefault
{
    private const string Files =
        "access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate "
        + "fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr "
        + "fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init "
        + "inotify_init1 inotify_rm_watch lchown lgetxattr link linkat listmount listxattr listxattrat llistxattr lremovexattr lseek "
        + "lsetxattr lstat mkdir mkdirat mknod mknodat name_to_handle_at newfstatat open openat openat2 pipe pipe2 pread64 preadv preadv2 "
        + "pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr removexattrat rename renameat renameat2 rmdir "
        + "sendfile setxattr setxattrat splice stat statfs statmount statx symlink symlinkat sync sync_file_range syncfs tee truncate umask "
        + "unlink unlinkat utime utimensat utimes vmsplice write writev";

    private const string Waiting =
        "epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 futex "
        + "futex_requeue futex_wait futex_waitv futex_wake get_robust_list io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit "
        + "poll ppoll pselect6 select set_robust_list signalfd signalfd4";

    private const string Memory =
        "brk cachestat madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap mprotect mremap "
        + "mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_mrelease remap_file_pages";

    private const string Processes =
        "capget capset execve execveat exit exit_group fork getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid "
        + "getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill landlock_add_rule "
        + "landlock_create_ruleset landlock_restrict_self pause pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq rt_sigaction "
        + "rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_getaffinity "
        + "sched_getattr sched_getparam sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval "
        + "sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp setfsgid setfsuid setgid setgroups setpgid "
        + "setpriority setregid setresgid setresuid setreuid setrlimit setsid set_tid_address setuid sigaltstack sysinfo tgkill times tkill "
        + "uname uretprobe vfork wait4 waitid";

    private const string Time =
        "adjtimex alarm clock_adjtime clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time "
        + "timer_create timer_delete timerfd_create timerfd_gettime timerfd_settime timer_getoverrun timer_gettime timer_settime";

    private const string Communication =
        "accept accept4 bind connect getpeername getrandom getsockname getsockopt listen mq_getsetattr mq_notify mq_open mq_timedreceive "
        + "mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd recvfrom recvmmsg recvmsg semctl semget semop semtimedop sendmmsg sendmsg "
        + "sendto setsockopt shmat shmctl shmdt shmget shutdown socketpair";

    // Of x86-64 alone; set_thread_area and get_thread_area are its own too.
    private const string Segments = "arch_prctl get_thread_area modify_ldt set_thread_area";

    private const string Tracing = "process_vm_readv process_vm_writev ptrace";

    private const string Administration =
        "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr "
        + "mount mount_setattr move_mount open_tree open_tree_attr perf_event_open pivot_root quotactl quotactl_fd setdomainname sethostname setns "
        + "syslog umount2 unshare";

    // linux/socket.h
    private const int AfAlg = 38;
    private const int AfVsock = 40;
    private const int AfHighest = 45;

    // linux/personality.h: plain Linux, an older kernel's uname, addresses that are not random, and the question which it is.
    private static readonly uint[] Personalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

    // asm-generic/ioctls.h: typing into a terminal, and a virtual console's pasting, which comes to the same.
    private const uint TiocSti = 0x5412;
    private const uint TiocLinux = 0x541c;

    // CLONE_NEW… of linux/sched.h. The one for time is not among a clone's flags.
    private const uint NewNamespaces = 0x7e020000;

    // Linux 4.8 made a tracee's changed call pass the filter again.
    private static readonly Version SafeTracing = new(4, 8);

    /// <summary>The calls that everybody may make, by their names with spaces.</summary>
    public static ReadOnlySpan<string> Always => new[] { Files, Waiting, Memory, Processes, Time, Communication, Segments };

    /// <summary>The calls that come with a capability.</summary>
    public static ReadOnlySpan<(Capability Capability, string Names)> ByCapability => new[]
    {
        (Capability.SysAdmin, Administration),
        (Capability.DacReadSearch, "open_by_handle_at"),
        (Capability.SysBoot, "reboot"),
        (Capability.SysChroot, "chroot"),
        (Capability.SysModule, "delete_module init_module finit_module"),
        (Capability.SysPacct, "acct"),
        (Capability.SysPtrace, Tracing + " kcmp pidfd_getfd process_madvise"),
        (Capability.SysRawio, "iopl ioperm"),
        (Capability.SysTime, "settimeofday clock_settime"),
        (Capability.SysTtyConfig, "vhangup"),
        (Capability.SysNice, "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
        (Capability.Syslog, "syslog"),
        (Capability.Bpf, "bpf"),
        (Capability.Perfmon, "perf_event_open"),
    };

    /// <summary>The profile.</summary>
    /// <param name="table">The machine's system calls.</param>
    /// <param name="capabilities">What the program may come to have: the bounding set.</param>
    /// <param name="kernel">The kernel's version.</param>
    public static SeccompProfile Make(SyscallTable table, CapabilitySet capabilities, Version kernel)
    {
        var profile = new SeccompProfile(table, SeccompAction.Errno(LibC.EPERM));
        foreach (string names in Always)
        {
            Allow(profile, names);
        }

        if (kernel >= SafeTracing)
        {
            Allow(profile, Tracing);
        }

        foreach ((Capability capability, string names) in ByCapability)
        {
            if (capabilities.Has(capability))
            {
                Allow(profile, names);
            }
        }

        AllowByArguments(profile, capabilities);
        return profile;
    }

    private static void AllowByArguments(SeccompProfile profile, CapabilitySet capabilities)
    {
        // The kernel's own cryptography and the hypervisor's sockets know nothing of namespaces.
        profile.Add(
            "socket",
            SeccompAction.Allow,
            new ArgumentCondition(0, ArgumentComparison.LessOrEqual, AfHighest, ArgumentCondition.Int),
            new ArgumentCondition(0, ArgumentComparison.NotEqual, AfAlg, ArgumentCondition.Int),
            new ArgumentCondition(0, ArgumentComparison.NotEqual, AfVsock, ArgumentCondition.Int));
        profile.Add(
            "ioctl",
            SeccompAction.Allow,
            new ArgumentCondition(1, ArgumentComparison.NotEqual, TiocSti, ArgumentCondition.Int),
            new ArgumentCondition(1, ArgumentComparison.NotEqual, TiocLinux, ArgumentCondition.Int));
        foreach (uint personality in Personalities)
        {
            profile.Add(
                "personality",
                SeccompAction.Allow,
                new ArgumentCondition(0, ArgumentComparison.Equal, personality, ArgumentCondition.Int));
        }

        if (!capabilities.Has(Capability.SysAdmin))
        {
            profile.Add("clone", SeccompAction.Allow, new ArgumentCondition(0, ArgumentComparison.Equal, 0, NewNamespaces));

            // Its flags are in memory, which a filter does not see: programs then fall back on clone.
            profile.Add("clone3", SeccompAction.Errno(LibC.ENOSYS));
        }
    }

    private static void Allow(SeccompProfile profile, string names)
    {
        foreach (Range range in names.AsSpan().Split(' '))
        {
            profile.Add(names.AsSpan(range), SeccompAction.Allow);
        }
    }
}
