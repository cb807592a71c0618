using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// Descriptors of processes (pidfd_open(2)): they name one process for ever, never a later one with its number,
/// and become readable when it has ended.
/// </summary>
public static unsafe class PidFd
{
    /// <summary>Opens a process, close-on-exec.</summary>
    /// <param name="pid">A process (not a mere thread) of the caller's pid namespace.</param>
    /// <exception cref="LinuxException">There is none (ESRCH), or the kernel is older than 5.3 (ENOSYS).</exception>
    public static Fd Open(int pid)
    {
        int fd = pidfd_open(pid, 0);
        return fd < 0 ? throw LinuxException.FromLastError("pidfd_open", $"process {pid}") : new Fd(fd);
    }

    /// <summary>Sends a process a signal. Nothing happens to one that has ended.</summary>
    /// <exception cref="LinuxException">It may not be done.</exception>
    public static void Signal(Fd process, int signal)
    {
        if (pidfd_send_signal(process.Value, signal) < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != LibC.ESRCH)
        {
            throw LinuxException.FromLastError("send", $"signal {signal}");
        }
    }

    /// <summary>
    /// Tells whether a descriptor names a process, ended or not. Sends no signal: number 0 only asks (kill(2)).
    /// </summary>
    /// <remarks>A descriptor of <c>/proc/PID</c> passes too, but cannot be waited on: <see cref="Epoll.Add"/> refuses it.</remarks>
    public static bool IsPidFd(int fd) =>
        pidfd_send_signal(fd, 0) == 0 || System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != LibC.EBADF;

    /// <summary>Waits for the end of a process.</summary>
    public static void WaitForEnd(Fd process)
    {
        pollfd watched = new() { fd = process.Value, events = LibC.POLLIN };

        // Safe: one local structure.
        while (LibC.poll(&watched, 1, -1) < 0)
        {
        }
    }

    /// <summary>Tells whether the process has ended: its zombie may still be there to be waited for.</summary>
    public static bool HasEnded(int pidfd)
    {
        pollfd watched = default;
        watched.fd = pidfd;
        watched.events = LibC.POLLIN;

        // Safe: one local structure. Waits for nothing, so no signal can interrupt it.
        return LibC.poll(&watched, 1, 0) > 0 && (watched.revents & LibC.POLLIN) != 0;
    }
}
