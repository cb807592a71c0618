using System.Runtime.InteropServices;
using Containet.Linux.Launching;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>Runs a small program of the host's to its end, with this process's standard descriptors. Any thread.</summary>
public static unsafe class Helper
{
    /// <summary>Runs it.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, its name not included.</param>
    /// <returns>Its exit status, or 128 and the signal that ended it.</returns>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static int Run(string program, params IReadOnlyList<string> arguments)
    {
        using var arena = new NativeArena();
        int pid;

        // Safe: everything lives in the arena until the call has returned; the environment is empty.
        int errno = posix_spawn(
            &pid, (byte*)arena.Text(program), null, null, (byte**)arena.Texts([program, .. arguments]), (byte**)arena.Texts([]));
        if (errno != 0)
        {
            throw new LinuxException(errno, "run", program);
        }

        int status;
        while (waitpid(pid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != LibC.EINTR)
            {
                throw LinuxException.FromLastError("wait for", program);
            }
        }

        return WTERMSIG(status) == 0 ? WEXITSTATUS(status) : ExitStatus.SignalBase + WTERMSIG(status);
    }
}
