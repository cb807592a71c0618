using System.Text;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>The words that a set-up is written in, each adding its prepared calls to a list. Slots stand for descriptors.</summary>
public static unsafe class ChildCalls
{
    /// <summary>The child is killed when the launching thread ends, however it ends (prctl(2), PR_SET_PDEATHSIG).</summary>
    public static void DieWithLauncher(this CallList calls) => calls.Add(SYS_prctl, PR_SET_PDEATHSIG, LibC.SIGKILL);

    /// <summary>Reports <see cref="ChildReport.Ready"/> and waits for <see cref="ChildProcess.Go"/>; fails if the launcher is gone.</summary>
    public static void AwaitWord(this CallList calls)
    {
        nint ready = calls.Arena.Put(new ChildReport { Step = ChildReport.Ready });
        calls.Add(SYS_write, ChildEntry.ChannelFd, ready, sizeof(ChildReport));
        calls.AddExpecting(1, SYS_read, ChildEntry.ChannelFd, calls.Arena.Room(1), 1);
    }

    /// <summary>Mounts made from here on stay in this namespace, and those of the host do not arrive any more.</summary>
    public static void MakeMountsPrivate(this CallList calls) =>
        calls.Add(SYS_mount, 0, calls.Arena.Text("/"), 0, (int)(ulong)(LibC.MS_REC | LibC.MS_PRIVATE));

    /// <summary>Opens a directory by its path, as the process sees it.</summary>
    public static Slot OpenDirectory(this CallList calls, string path) =>
        calls.Add(SYS_openat, LibC.AT_FDCWD, calls.Arena.Text(path), LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC);

    /// <summary>Opens a directory below another, which no symbolic link and no <c>..</c> of the path leads out of (openat2(2)).</summary>
    public static Slot OpenDirectoryInside(this CallList calls, Slot root, string path)
    {
        nint how = calls.Arena.Put(new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC),
            resolve = LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS,
        });
        return calls.Add(SYS_openat2, root, calls.Arena.Text(path), how, sizeof(open_how));
    }

    /// <summary>Makes a directory, unless the name is taken.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="parent">The directory it goes into.</param>
    /// <param name="name">Its name, one component.</param>
    /// <param name="mode">Its permissions, of which the process's mask takes its part.</param>
    public static void MakeDirectory(this CallList calls, Slot parent, string name, int mode) =>
        calls.AddTolerating(LibC.EEXIST, SYS_mkdirat, parent, calls.Arena.Text(name), mode);

    /// <summary>Makes a character device.</summary>
    public static void MakeDevice(this CallList calls, Slot parent, string name, int mode, int major, int minor) =>
        calls.Add(SYS_mknodat, parent, calls.Arena.Text(name), (int)LibC.S_IFCHR | mode, (major << 8) | minor);

    /// <summary>Makes a symbolic link.</summary>
    public static void MakeLink(this CallList calls, Slot parent, string name, string target) =>
        calls.Add(SYS_symlinkat, calls.Arena.Text(target), parent, calls.Arena.Text(name));

    /// <summary>Makes a file system that is not attached to anything yet (fsopen(2), fsconfig(2), fsmount(2)).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="type">Its type: <c>proc</c>, <c>tmpfs</c> …</param>
    /// <param name="attributes"><c>MOUNT_ATTR_…</c> of linux/mount.h.</param>
    /// <param name="options">Its options: names with values.</param>
    /// <returns>The slot of its root's descriptor.</returns>
    public static Slot NewFileSystem(
        this CallList calls, string type, int attributes, params ReadOnlySpan<(string Name, string Value)> options)
    {
        NativeArena arena = calls.Arena;
        Slot context = calls.Add(SYS_fsopen, arena.Text(type), FSOPEN_CLOEXEC);
        foreach ((string name, string value) in options)
        {
            calls.AddExplained(context, SYS_fsconfig, context, FSCONFIG_SET_STRING, arena.Text(name), arena.Text(value));
        }

        calls.AddExplained(context, SYS_fsconfig, context, FSCONFIG_CMD_CREATE);
        return calls.AddExplained(context, SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
    }

    /// <summary>Attaches a file system on an open directory, not on a path (move_mount(2)).</summary>
    public static void Attach(this CallList calls, Slot fileSystem, Slot directory)
    {
        nint empty = calls.Arena.Text("");
        calls.Add(SYS_move_mount, fileSystem, empty, directory, empty, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    }

    /// <summary>Makes an attached file system the root, lets go of the old one, and makes sure that the way back is closed.</summary>
    public static void PivotInto(this CallList calls, Slot fileSystem)
    {
        NativeArena arena = calls.Arena;
        nint here = arena.Text(".");
        calls.Add(SYS_fchdir, fileSystem);
        calls.Add(SYS_pivot_root, here, here);
        calls.Add(SYS_umount2, here, LibC.MNT_DETACH);
        calls.Add(SYS_chdir, arena.Text("/"));

        // "/" and its terminator; a directory outside the root would read "(unreachable)…".
        const int RootPathSize = 2;
        const int MaxPath = 4096;
        calls.AddExpecting(RootPathSize, SYS_getcwd, arena.Room(MaxPath), MaxPath);
    }

    /// <summary>Goes to a directory by its path, as the process sees it.</summary>
    public static void ChangeDirectory(this CallList calls, string path) => calls.Add(SYS_chdir, calls.Arena.Text(path));

    /// <summary>Names the host of the process's UTS namespace.</summary>
    public static void SetHostName(this CallList calls, string name) =>
        calls.Add(SYS_sethostname, calls.Arena.Text(name), Encoding.UTF8.GetByteCount(name));

    /// <summary>Sets the mask that takes permissions from files being made.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="mask">The mask, or the slot of an earlier one.</param>
    /// <returns>The slot of the mask before.</returns>
    public static Slot SetFileMask(this CallList calls, Argument mask) => calls.Add(SYS_umask, mask);

    /// <summary>Makes a session of the process's own, which has no terminal.</summary>
    public static void NewSession(this CallList calls) => calls.Add(SYS_setsid);

    /// <summary>Puts the process in a group of its own and that in the foreground of the terminal on standard input.</summary>
    public static void TakeForeground(this CallList calls)
    {
        calls.Add(SYS_setpgid, 0, 0);
        Slot self = calls.Add(SYS_getpid);
        calls.Add(SYS_ioctl, 0, LibC.TIOCSPGRP, self.Address);
    }

    /// <summary>Lets every signal through.</summary>
    public static void UnblockSignals(this CallList calls) =>
        calls.Add(SYS_rt_sigprocmask, LibC.SIG_SETMASK, calls.Arena.Put(0UL), 0, SignalSet.Size);

    /// <summary>Every descriptor but the three standard ones closes when the program is executed.</summary>
    public static void CloseOnExecute(this CallList calls) =>
        calls.Add(SYS_close_range, ChildEntry.ChannelFd, int.MaxValue, (int)CLOSE_RANGE_CLOEXEC);
}
