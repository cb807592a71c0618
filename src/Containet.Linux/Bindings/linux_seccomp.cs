namespace Containet.Linux.Bindings;

// linux/seccomp.h
public static partial class Native
{
    public const int SECCOMP_SET_MODE_FILTER = 1;

    public const uint SECCOMP_FILTER_FLAG_LOG = 1 << 1;
    public const uint SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1 << 2;

    public const uint SECCOMP_RET_KILL_PROCESS = 0x80000000;
    public const uint SECCOMP_RET_KILL_THREAD = 0x00000000;
    public const uint SECCOMP_RET_TRAP = 0x00030000;
    public const uint SECCOMP_RET_ERRNO = 0x00050000;
    public const uint SECCOMP_RET_TRACE = 0x7ff00000;
    public const uint SECCOMP_RET_LOG = 0x7ffc0000;
    public const uint SECCOMP_RET_ALLOW = 0x7fff0000;

    public const uint SECCOMP_RET_ACTION_FULL = 0xffff0000;
    public const uint SECCOMP_RET_DATA = 0x0000ffff;
}
