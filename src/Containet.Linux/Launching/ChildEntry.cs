using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// Where a cloned child starts. It keeps standard input, output, error and its socket, sets the container up by the
/// prepared calls (the last of which wait for the launcher's word), and then is the container's first process: an init
/// that runs the program, or the program itself. The rules of <see cref="CallInterpreter"/> hold for all of it.
/// </summary>
internal static unsafe class ChildEntry
{
    /// <summary>The child's socket to the launcher, in the child's numbering.</summary>
    public const int ChannelFd = 3;

    /// <summary>The launcher's root directory, in the child's numbering: files of the host are opened by it that outlive the child's mounts.</summary>
    public const int HostRootFd = 4;

    /// <summary>Runs the child. Never returns.</summary>
    public static void Run(ChildImage* image)
    {
        Isolate(image);
        if (!CallInterpreter.Run(image->Setup, image->SetupCount, &image->Report))
        {
            Fail(image);
        }

        ResetSignalHandlers();
        if (image->WithInit != 0)
        {
            ContainerInit.Run(image);
        }

        StartProgram(image);
    }

    /// <summary>Prepares the calling process for the program and becomes it. Never returns; a failure is reported.</summary>
    public static void StartProgram(ChildImage* image)
    {
        if (CallInterpreter.Run(image->Program, image->ProgramCount, &image->Report))
        {
            image->Report.Step = image->ExecStep;
            image->Report.Errno = TryExecute(image);
        }

        Fail(image);
    }

    /// <summary>Tells the launcher something.</summary>
    public static void Send(ChildImage* image, int step, int errno)
    {
        image->Report.Step = step;
        image->Report.Errno = errno;
        BareCall.Invoke(SYS_write, ChannelFd, (nint)(&image->Report), sizeof(ChildReport));
    }

    /// <summary>Ends the calling process.</summary>
    public static void Exit(int status) => BareCall.Invoke(SYS_exit_group, status);

    /// <summary>Reports what the image's report says, and ends the calling process.</summary>
    public static void Fail(ChildImage* image)
    {
        Send(image, image->Report.Step, image->Report.Errno);
        Exit(ExitStatus.LauncherFailed);
    }

    // No descriptor of the launcher but the three standard ones, the socket and the root is seen by any step.
    private static void Isolate(ChildImage* image)
    {
        BareCall.Invoke(SYS_dup3, image->Channel, ChannelFd, LibC.O_CLOEXEC);
        BareCall.Invoke(SYS_dup3, image->HostRoot, HostRootFd, LibC.O_CLOEXEC);
        BareCall.Invoke(SYS_close_range, HostRootFd + 1, int.MaxValue);
    }

    // The handlers are the runtime's, which is not alive here; all signals are blocked since before the clone.
    // A zeroed kernel sigaction (at most 32 bytes) is SIG_DFL with no flags.
    private static void ResetSignalHandlers()
    {
        long* action = stackalloc long[4];
        action[0] = action[1] = action[2] = action[3] = 0;
        for (int signal = 1; signal <= SignalSet.Last; signal++)
        {
            BareCall.Invoke(SYS_rt_sigaction, signal, (nint)action, 0, SignalSet.Size);
        }
    }

    // The rules of execvp(3): what is not there is passed over, what may not be run is remembered, all else ends it.
    private static int TryExecute(ChildImage* image)
    {
        int reason = LibC.ENOENT;
        for (byte** path = image->Paths; *path != null; path++)
        {
            int errno = (int)-BareCall.Invoke(SYS_execve, (nint)(*path), (nint)image->Arguments, (nint)image->Environment);
            if (errno == LibC.EACCES)
            {
                reason = errno;
            }
            else if (errno != LibC.ENOENT && errno != LibC.ENOTDIR)
            {
                return errno;
            }
        }

        return reason;
    }
}
