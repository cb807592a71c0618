using System.Runtime.CompilerServices;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// The first process of a container, seen from the launcher. Made by a bare clone(2), with which it goes on as a copy of
/// the calling thread in new namespaces, interpreting what was prepared (<see cref="ChildEntry"/>); the two speak over a
/// sequenced socket: the child reports that it is ready, waits for the word, reports that the program runs. Either
/// side's death shows as the end of the stream. One thread, except <see cref="Signal"/>, which any may call.
/// Only for programs compiled ahead of time: under a just-in-time compiler the child would need the runtime.
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    /// <summary>How many descriptors the child can hand over with one word: the queues of a tap, 16 at most, and a few.</summary>
    public const int MaxHanded = 24;

    private readonly Fd _channel;
    private readonly Fd _pidFd;
    private bool _reaped;

    private ChildProcess(int pid, Fd pidFd, Fd channel)
    {
        Pid = pid;
        _pidFd = pidFd;
        _channel = channel;
    }

    /// <summary>The process id in the launcher's namespace.</summary>
    public int Pid { get; }

    /// <summary>A pidfd of the process (pidfd_open(2)).</summary>
    public Fd PidFd => _pidFd;

    /// <summary>Clones the child, which starts on its set-up at once.</summary>
    /// <param name="plan">What it is to do. Its arena must live as long as this process has not seen Started or an end.</param>
    /// <exception cref="LinuxException">No socket or no process could be had.</exception>
    public static ChildProcess Start(ChildPlan plan)
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_SEQPACKET | LibC.SOCK_CLOEXEC, 0, pair) < 0)
        {
            throw LinuxException.FromErrno("socketpair", "");
        }

        var channel = new Fd(pair[0]);
        using var lowChildEnd = new Fd(pair[1]);
        using Fd lowRoot = Files.Open("/", LibC.O_PATH | LibC.O_DIRECTORY);
        using Fd childEnd = lowChildEnd.DuplicateAbove(ChildEntry.HostRootFd);
        using Fd root = lowRoot.DuplicateAbove(ChildEntry.HostRootFd);
        ChildImage* image = Compile(plan, childEnd.Value, root.Value);
        int pidFd = -1;

        BareCall.Bind();

        // Blocked for the child, whose inherited handlers must not run.
        ulong all = SignalSet.All;
        ulong before;
        BareCall.Invoke(SYS_rt_sigprocmask, LibC.SIG_BLOCK, (nint)(&all), (nint)(&before), SignalSet.Size);
        int pid = Clone(image, plan.CloneFlags, &pidFd);
        BareCall.Invoke(SYS_rt_sigprocmask, LibC.SIG_SETMASK, (nint)(&before), 0, SignalSet.Size);
        if (pid < 0)
        {
            channel.Dispose();
            throw new LinuxException(-pid, "clone", "into new namespaces");
        }

        return new ChildProcess(pid, new Fd(pidFd), channel);
    }

    /// <summary>Waits for the child's next word.</summary>
    /// <param name="handed">The descriptors that came with it, close-on-exec; the caller's from now on.</param>
    /// <returns>It; <see cref="ChildReport.Silent"/> if the child ended or will not say any more.</returns>
    public ChildReport NextReport(out IReadOnlyList<Fd> handed)
    {
        int controlSize = sizeof(cmsghdr) + (MaxHanded * sizeof(int));
        byte* control = stackalloc byte[controlSize];
        ChildReport report;
        var data = new iovec { iov_base = &report, iov_len = sizeof(ChildReport) };
        msghdr message;
        ssize_t length;
        do
        {
            // Safe: the kernel writes at most the sizes given.
            message = new msghdr { msg_iov = &data, msg_iovlen = 1, msg_control = control, msg_controllen = (uint)controlSize };
            length = LibC.recvmsg(_channel.Value, &message, LibC.MSG_CMSG_CLOEXEC);
        }
        while (length < 0 && LibC.errno == LibC.EINTR);
        handed = [];
        if (length != sizeof(ChildReport))
        {
            report = default;
            report.Step = ChildReport.Silent;
            return report;
        }

        cmsghdr* header = LibC.CMSG_FIRSTHDR(&message);
        if (header != null)
        {
            // Safe: the kernel says how long the part is.
            int count = ((int)(uint)header->cmsg_len - sizeof(cmsghdr)) / sizeof(int);
            handed = [.. new ReadOnlySpan<int>(LibC.CMSG_DATA(header), count).ToArray().Select(fd => new Fd(fd))];
        }

        return report;
    }

    /// <summary>Waits for the child's next word, which comes without descriptors.</summary>
    public ChildReport NextReport() => NextReport(out _);

    /// <summary>Gives the child the word to go on to the program.</summary>
    public void Go()
    {
        byte word = 1;

        // Safe: one byte of a local. A failure means that the child has ended, which the next report shows.
        LibC.send(_channel.Value, &word, 1, LibC.MSG_NOSIGNAL);
    }

    /// <summary>Waits for a child's end and reaps it.</summary>
    /// <param name="pid">A child of this process.</param>
    /// <returns>Its exit status, or 128 and the signal that ended it.</returns>
    /// <exception cref="LinuxException">It is no longer this process's child.</exception>
    public static int WaitFor(int pid)
    {
        int status;
        while (waitpid(pid, &status, 0) < 0)
        {
            var error = LinuxException.FromLastError("wait for", $"process {pid}");
            if (error.Errno != LibC.EINTR)
            {
                throw error;
            }
        }

        return WTERMSIG(status) == 0 ? WEXITSTATUS(status) : ExitStatus.SignalBase + WTERMSIG(status);
    }

    /// <summary>Waits for the child's end and reaps it.</summary>
    /// <returns>Its exit status, or 128 and the signal that ended it.</returns>
    /// <exception cref="LinuxException">It is no longer this process's child.</exception>
    public int Wait()
    {
        int status = WaitFor(Pid);
        _reaped = true;
        return status;
    }

    /// <summary>Lets the child go on by itself, whatever becomes of this process.</summary>
    public void Leave() => _reaped = true;

    /// <summary>Sends a signal, which an init passes on to the program. Nothing happens to a process that has ended.</summary>
    public void Signal(int signal) => pidfd_send_signal(_pidFd.Value, signal);

    /// <summary>Ends the child and everything in its process namespace, if that has not happened, and reaps it.</summary>
    public void Dispose()
    {
        if (!_reaped)
        {
            Signal(LibC.SIGKILL);
            Wait();
        }

        _pidFd.Dispose();
        _channel.Dispose();
    }

    // Returns in the parent only. Not inlined: both processes run on in this frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Clone(ChildImage* image, int flags, int* pidFd)
    {
        int pid = (int)BareCall.Invoke(SYS_clone, flags | CLONE_PIDFD | LibC.SIGCHLD, 0, (nint)pidFd);
        if (pid == 0)
        {
            ChildEntry.Run(image);
        }

        return pid;
    }

    private static ChildImage* Compile(ChildPlan plan, int channel, int root)
    {
        NativeArena arena = plan.Setup.Arena;
        return (ChildImage*)arena.Put(new ChildImage
        {
            Channel = channel,
            HostRoot = root,
            Setup = plan.Setup.Freeze(),
            SetupCount = plan.Setup.Calls.Count,
            Program = plan.Program.Freeze(),
            ProgramCount = plan.Program.Calls.Count,
            Finish = plan.Finish.Freeze(),
            FinishCount = plan.Finish.Calls.Count,
            ExecStep = plan.ExecStep,
            WithInit = plan.WithInit ? (byte)1 : (byte)0,
            LeavesProgram = plan.LeavesProgram ? (byte)1 : (byte)0,
            Paths = (byte**)arena.Texts(plan.Paths),
            Arguments = (byte**)arena.Texts(plan.Arguments),
            Environment = (byte**)arena.Texts(plan.Environment, plan.HomeOf is { } user ? [user.Home] : []),
        });
    }
}
