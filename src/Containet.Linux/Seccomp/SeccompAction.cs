using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Seccomp;

/// <summary>What the kernel does with a system call, as a filter returns it (seccomp(2), SECCOMP_RET_…).</summary>
/// <param name="Value">The filter's return value: the action in the upper half, its data in the lower.</param>
public readonly record struct SeccompAction(uint Value)
{
    /// <summary>The call is made.</summary>
    public static SeccompAction Allow => new(SECCOMP_RET_ALLOW);

    /// <summary>The call is made, and the kernel's log says so.</summary>
    public static SeccompAction Log => new(SECCOMP_RET_LOG);

    /// <summary>The process ends, as if by SIGSYS.</summary>
    public static SeccompAction KillProcess => new(SECCOMP_RET_KILL_PROCESS);

    /// <summary>The thread ends, as if by SIGSYS.</summary>
    public static SeccompAction KillThread => new(SECCOMP_RET_KILL_THREAD);

    /// <summary>The thread is sent a SIGSYS that it may catch.</summary>
    public static SeccompAction Trap => new(SECCOMP_RET_TRAP);

    /// <summary>It is an errno that the caller sees.</summary>
    public bool IsErrno => (Value & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO;

    /// <summary>The call fails with an errno, unmade.</summary>
    /// <param name="errno">1 to 4095; the kernel makes 4095 of more.</param>
    public static SeccompAction Errno(int errno) => new(SECCOMP_RET_ERRNO | ((uint)errno & SECCOMP_RET_DATA));

    /// <summary>A tracer is told and decides; without one the call fails with ENOSYS.</summary>
    /// <param name="data">What the tracer is told, 16 bits.</param>
    public static SeccompAction Trace(int data) => new(SECCOMP_RET_TRACE | ((uint)data & SECCOMP_RET_DATA));
}
