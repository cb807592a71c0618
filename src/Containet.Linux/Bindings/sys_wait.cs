using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// sys/wait.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int waitpid(int pid, int* status, int options);

    /// <summary>The low seven bits of a wait status: the signal that ended the process, 0 if it exited.</summary>
    public static int WTERMSIG(int status) => status & 0x7f;

    public static int WEXITSTATUS(int status) => (status >> 8) & 0xff;

    public static int WSTOPSIG(int status) => (status >> 8) & 0xff;

    public static bool WIFSTOPPED(int status) => (status & 0xff) == 0x7f;
}
