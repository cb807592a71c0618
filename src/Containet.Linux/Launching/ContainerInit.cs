using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// The container's first process: starts the program as its child, passes every signal on to it, reaps what is orphaned,
/// and ends with the program's status, upon which the kernel ends everything else in the container. It holds no
/// descriptor, so that neither a pipe nor a terminal stays open for its sake.
/// All signals are blocked and waited for, so none is lost, also before the program runs.
/// </summary>
internal static unsafe class ContainerInit
{
    /// <summary>Runs the program and minds it. Never returns.</summary>
    public static void Run(ChildImage* image)
    {
        // With CLONE_VFORK this process goes on when the program runs, or has reported that it cannot.
        int program = (int)BareCall.Invoke(SYS_clone, LibC.CLONE_VFORK | LibC.SIGCHLD);
        if (program == 0)
        {
            ChildEntry.StartProgram(image);
        }

        if (program < 0)
        {
            ChildEntry.Send(image, image->ExecStep, -program);
            ChildEntry.Exit(ExitStatus.LauncherFailed);
        }

        if (image->FinishCount > 0)
        {
            Finish(image, program);
        }

        ChildEntry.Send(image, ChildReport.Started, errno: program);
        if (image->LeavesProgram != 0)
        {
            ChildEntry.Exit(0);
        }

        // The terminal's signals are for the program alone.
        BareCall.Invoke(SYS_setpgid, 0, 0);
        BareCall.Invoke(SYS_close_range, 0, int.MaxValue);
        while (true)
        {
            ulong all = SignalSet.All;
            int signal = (int)BareCall.Invoke(SYS_rt_sigtimedwait, (nint)(&all), 0, 0, SignalSet.Size);
            if (signal == LibC.SIGCHLD)
            {
                Reap(program);
            }
            else if (signal > 0)
            {
                BareCall.Invoke(SYS_kill, program, signal);
            }
        }
    }

    // The program has been executed and stops before its first instruction, as one that is traced does (ptrace(2)): what
    // must not be so during the execution, and must be so for the program, is changed now. If it has ended, Reap finds out.
    private static void Finish(ChildImage* image, int program)
    {
        while (true)
        {
            int status = 0;
            int stopped = (int)BareCall.Invoke(SYS_wait4, program, (nint)(&status));
            if (stopped != program || !WIFSTOPPED(status))
            {
                ChildEntry.Exit(stopped == program ? ExitStatusOf(status) : ExitStatus.LauncherFailed);
            }

            if (WSTOPSIG(status) == LibC.SIGTRAP)
            {
                break;
            }

            BareCall.Invoke(SYS_ptrace, PTRACE_CONT, program, 0, WSTOPSIG(status));
        }

        if (!CallInterpreter.Run(image->Finish, image->FinishCount, &image->Report))
        {
            ChildEntry.Fail(image);
        }

        BareCall.Invoke(SYS_ptrace, PTRACE_DETACH, program);
    }

    private static int ExitStatusOf(int status) =>
        WTERMSIG(status) == 0 ? WEXITSTATUS(status) : ExitStatus.SignalBase + WTERMSIG(status);

    private static void Reap(int program)
    {
        while (true)
        {
            int status = 0;
            int ended = (int)BareCall.Invoke(SYS_wait4, -1, (nint)(&status), WNOHANG);
            if (ended <= 0)
            {
                return;
            }

            if (ended == program)
            {
                ChildEntry.Exit(ExitStatusOf(status));
            }
        }
    }
}
