using System.Text;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>The words that a set-up is written in, each adding its prepared calls to a list. Slots stand for descriptors.</summary>
public static unsafe class ChildCalls
{
    private const int MaxPath = 4096; // PATH_MAX

    /// <summary>
    /// The child is killed when the launching thread ends, however it ends (prctl(2), PR_SET_PDEATHSIG); one that has ended
    /// already is noticed. Changing user undoes it.
    /// </summary>
    public static void DieWithLauncher(this CallList calls)
    {
        calls.Add(SYS_prctl, PR_SET_PDEATHSIG, LibC.SIGKILL);

        // The launcher says nothing unasked: there is nothing to read, or its end.
        calls.AddRefused(LibC.EAGAIN, SYS_recvfrom, ChildEntry.ChannelFd, calls.Arena.Room(1), 1, LibC.MSG_DONTWAIT | LibC.MSG_PEEK);
    }

    /// <summary>The process is killed when its parent ends.</summary>
    public static void DieWithParent(this CallList calls) => calls.Add(SYS_prctl, PR_SET_PDEATHSIG, LibC.SIGKILL);

    /// <summary>
    /// Reports <see cref="ChildReport.Ready"/>, with descriptors, and waits for <see cref="ChildProcess.Go"/>; fails if the
    /// launcher is gone.
    /// </summary>
    /// <param name="calls">The list.</param>
    /// <param name="handed">Up to <see cref="ChildProcess.MaxHanded"/> descriptors, of which the launcher gets copies.</param>
    public static void AwaitWord(this CallList calls, params ReadOnlySpan<Slot> handed)
    {
        NativeArena arena = calls.Arena;
        nint ready = arena.Put(new ChildReport { Step = ChildReport.Ready });
        if (handed.IsEmpty)
        {
            calls.Add(SYS_write, ChildEntry.ChannelFd, ready, sizeof(ChildReport));
        }
        else
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(handed.Length, ChildProcess.MaxHanded);
            nint control = arena.Put(new cmsghdr
            {
                cmsg_len = (uint)(sizeof(cmsghdr) + (handed.Length * sizeof(int))),
                cmsg_level = LibC.SOL_SOCKET,
                cmsg_type = LibC.SCM_RIGHTS,
            }, ChildProcess.MaxHanded * sizeof(int));
            for (int i = 0; i < handed.Length; i++)
            {
                calls.Copy(handed[i].Address, control + sizeof(cmsghdr) + (i * sizeof(int)));
            }

            var data = new iovec { iov_base = (void*)ready, iov_len = sizeof(ChildReport) };
            nint message = arena.Put(new msghdr
            {
                msg_iov = (iovec*)arena.Put(data),
                msg_iovlen = 1,
                msg_control = (void*)control,
                msg_controllen = (uint)(sizeof(cmsghdr) + Aligned(handed.Length * sizeof(int))),
            });
            calls.Add(SYS_sendmsg, ChildEntry.ChannelFd, message, LibC.MSG_NOSIGNAL);
        }

        calls.AddExpecting(1, SYS_read, ChildEntry.ChannelFd, arena.Room(1), 1);
    }

    /// <summary>Reports <see cref="ChildReport.Ready"/> and reads one byte, for which the launcher need not be there any more.</summary>
    public static void WaitAtGate(this CallList calls, Slot gate)
    {
        nint ready = calls.Arena.Put(new ChildReport { Step = ChildReport.Ready });
        calls.Add(SYS_write, ChildEntry.ChannelFd, ready, sizeof(ChildReport));
        calls.AddExpecting(1, SYS_read, gate, calls.Arena.Room(1), 1);
    }

    /// <summary>Mounts made from here on stay in this namespace, and those of the host do not arrive any more.</summary>
    public static void MakeMountsPrivate(this CallList calls) =>
        calls.Add(SYS_mount, 0, calls.Arena.Text("/"), 0, (int)(ulong)(LibC.MS_REC | LibC.MS_PRIVATE));

    /// <summary>Opens a directory by its path, as the process sees it.</summary>
    public static Slot OpenDirectory(this CallList calls, string path) =>
        calls.Add(SYS_openat, LibC.AT_FDCWD, calls.Arena.Text(path), LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC);

    /// <summary>Opens a file by its path, as the process sees it.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags"><c>O_…</c> of fcntl.h; close-on-exec is added.</param>
    public static Slot OpenFile(this CallList calls, string path, int flags) =>
        calls.Add(SYS_openat, LibC.AT_FDCWD, calls.Arena.Text(path), flags | LibC.O_CLOEXEC);

    /// <summary>Opens a directory below another, which no symbolic link and no <c>..</c> of the path leads out of (openat2(2)).</summary>
    public static Slot OpenDirectoryInside(this CallList calls, Slot root, string path) =>
        calls.Add(SYS_openat2, calls.Inside(root, path, LibC.O_DIRECTORY));

    /// <summary>Names anything below a directory, which no symbolic link and no <c>..</c> of the path leads out of.</summary>
    public static Slot OpenInside(this CallList calls, Slot root, string path) => calls.Add(SYS_openat2, calls.Inside(root, path, 0));

    /// <summary>Goes one way if a path is there, and another if it is not.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="root">The directory that is <c>/</c> for the path.</param>
    /// <param name="path">The path.</param>
    /// <param name="directory">Whether only a directory counts.</param>
    /// <param name="yes">Adds what is done if it is there; it is given its descriptor.</param>
    /// <param name="no">Adds what is done if it is not.</param>
    public static void IfThere(this CallList calls, Slot root, string path, bool directory, Action<Slot>? yes = null, Action? no = null) =>
        calls.AddDeciding(
            LibC.ENOENT, LibC.ENOTDIR, SYS_openat2, calls.Inside(root, path, directory ? LibC.O_DIRECTORY : 0), yes, no);

    private static Argument[] Inside(this CallList calls, Slot root, string path, int flags)
    {
        nint how = calls.Arena.Put(new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_CLOEXEC | flags),
            resolve = LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS,
        });
        return [root, calls.Arena.Text(path), how, sizeof(open_how)];
    }

    /// <summary>Makes a directory, unless the name is taken.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="parent">The directory it goes into.</param>
    /// <param name="name">Its name, one component.</param>
    /// <param name="mode">Its permissions, of which the process's mask takes its part.</param>
    public static void MakeDirectory(this CallList calls, Slot parent, string name, int mode) =>
        calls.AddTolerating(LibC.EEXIST, SYS_mkdirat, parent, calls.Arena.Text(name), mode);

    /// <summary>Makes an empty file, unless the name is taken.</summary>
    public static void MakeFile(this CallList calls, Slot parent, string name, int mode) =>
        calls.AddTolerating(LibC.EEXIST, SYS_mknodat, parent, calls.Arena.Text(name), (int)LibC.S_IFREG | mode, 0);

    /// <summary>Makes a file in a directory that nobody else can write, and fills it.</summary>
    public static void WriteNewFile(this CallList calls, Slot parent, string name, int mode, string content)
    {
        Slot file = calls.Add(
            SYS_openat, parent, calls.Arena.Text(name), LibC.O_WRONLY | LibC.O_CREAT | LibC.O_EXCL | LibC.O_CLOEXEC, mode);
        calls.WriteAll(file, content);
    }

    /// <summary>Writes a text, which must go through at once, and closes the file.</summary>
    public static void WriteAll(this CallList calls, Slot file, string text)
    {
        int length = ByteText.Encode(text).Length;
        calls.AddExpecting(length, SYS_write, file, calls.Arena.Text(text), length);
        calls.Add(SYS_close, file);
    }

    /// <summary>Makes a device, unless the name is taken.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="parent">The directory it goes into.</param>
    /// <param name="name">Its name, one component.</param>
    /// <param name="mode">Its kind (<c>S_IFCHR</c> or <c>S_IFBLK</c>) and permissions.</param>
    /// <param name="major">The device's number: up to 12 bits.</param>
    /// <param name="minor">The other part: up to 20 bits.</param>
    public static void MakeDevice(this CallList calls, Slot parent, string name, int mode, int major, int minor) => calls.AddTolerating(
        LibC.EEXIST, SYS_mknodat, parent, calls.Arena.Text(name), mode, (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12));

    /// <summary>Makes a symbolic link.</summary>
    public static void MakeLink(this CallList calls, Slot parent, string name, string target) =>
        calls.Add(SYS_symlinkat, calls.Arena.Text(target), parent, calls.Arena.Text(name));

    /// <summary>Makes a file system that is not attached to anything yet (fsopen(2), fsconfig(2), fsmount(2)).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="type">Its type: <c>proc</c>, <c>tmpfs</c> …</param>
    /// <param name="attributes"><c>MOUNT_ATTR_…</c> of linux/mount.h.</param>
    /// <param name="options">Its options: names with values; a flag has none.</param>
    /// <returns>The slot of its root's descriptor.</returns>
    public static Slot NewFileSystem(
        this CallList calls, string type, int attributes, params ReadOnlySpan<(string Name, string? Value)> options)
    {
        NativeArena arena = calls.Arena;
        Slot context = calls.Add(SYS_fsopen, arena.Text(type), FSOPEN_CLOEXEC);
        foreach ((string name, string? value) in options)
        {
            int kind = value is null ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
            calls.AddExplained(context, SYS_fsconfig, context, kind, arena.Text(name), value is null ? 0 : arena.Text(value));
        }

        calls.AddExplained(context, SYS_fsconfig, context, FSCONFIG_CMD_CREATE);
        return calls.AddExplained(context, SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
    }

    /// <summary>Copies what is mounted at a path, to be attached elsewhere (open_tree(2)).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="path">The path, as the process sees it.</param>
    /// <param name="recursive">With what is mounted below it.</param>
    public static Slot CopyMount(this CallList calls, string path, bool recursive) =>
        calls.Add(SYS_open_tree, LibC.AT_FDCWD, calls.Arena.Text(path), CopyFlags(recursive));

    /// <summary>Copies what is mounted at an open file or directory, to be attached elsewhere.</summary>
    public static Slot CopyMount(this CallList calls, Slot at, bool recursive) =>
        calls.Add(SYS_open_tree, at, calls.Arena.Text(""), CopyFlags(recursive) | LibC.AT_EMPTY_PATH);

    /// <summary>Changes a mount (mount_setattr(2)).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="mount">A descriptor of its root.</param>
    /// <param name="set"><c>MOUNT_ATTR_…</c> to set.</param>
    /// <param name="clear"><c>MOUNT_ATTR_…</c> to clear.</param>
    /// <param name="propagation"><c>MS_PRIVATE</c> …; 0 to leave it.</param>
    /// <param name="recursive">With what is mounted below it.</param>
    public static void ChangeMount(this CallList calls, Slot mount, int set, int clear, int propagation, bool recursive)
    {
        nint attributes = calls.Arena.Put(new mount_attr { attr_set = (uint)set, attr_clr = (uint)clear, propagation = (uint)propagation });
        int flags = LibC.AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0);
        calls.Add(SYS_mount_setattr, mount, calls.Arena.Text(""), flags, attributes, sizeof(mount_attr));
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
        calls.AddExpecting(RootPathSize, SYS_getcwd, arena.Room(MaxPath), MaxPath);
    }

    /// <summary>
    /// Makes sure that the working directory is inside the root (CVE-2024-21626): of one outside the kernel's name, relative to
    /// nothing, cannot be opened.
    /// </summary>
    public static void RequireInsideRoot(this CallList calls)
    {
        nint path = calls.Arena.Room(MaxPath);
        calls.Add(SYS_getcwd, path, MaxPath);
        calls.Add(SYS_openat, -1, path, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
    }

    /// <summary>Becomes root of the user namespace that the process is in.</summary>
    public static void BecomeRoot(this CallList calls)
    {
        calls.Add(SYS_setresgid, 0, 0, 0);
        calls.Add(SYS_setresuid, 0, 0, 0);
    }

    /// <summary>Sets a kernel parameter of the process's namespaces.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="name">Its name, with slashes.</param>
    /// <param name="value">The value.</param>
    public static void SetParameter(this CallList calls, string name, string value) =>
        calls.WriteAll(calls.OpenFile($"/proc/sys/{name}", LibC.O_WRONLY), value);

    /// <summary>Sets a kernel parameter if the kernel has it.</summary>
    public static void SetParameterIfThere(this CallList calls, string name, string value) => calls.AddDeciding(
        LibC.ENOENT,
        0,
        SYS_openat,
        [LibC.AT_FDCWD, calls.Arena.Text($"/proc/sys/{name}"), LibC.O_WRONLY | LibC.O_CLOEXEC],
        yes: file => calls.WriteAll(file, value));

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

    /// <summary>
    /// Opens a new pseudo-terminal of a devpts (pts(4)). The slave is opened through the master, not by its path, which
    /// whoever else is in the container might have replaced.
    /// </summary>
    /// <param name="calls">The list.</param>
    /// <param name="devpts">The directory of its <c>ptmx</c>.</param>
    /// <returns>The slots of the master's and the slave's descriptor.</returns>
    public static (Slot Master, Slot Slave) OpenPseudoTerminal(this CallList calls, Slot devpts)
    {
        // Not to wait for, whatever somebody may have put there instead.
        int flags = LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC | LibC.O_NONBLOCK;
        Slot master = calls.Add(SYS_openat, devpts, calls.Arena.Text("ptmx"), flags);
        calls.Add(SYS_ioctl, master, LibC.TIOCSPTLCK, calls.Arena.Put(0));
        return (master, calls.Add(SYS_ioctl, master, LibC.TIOCGPTPEER, LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC));
    }

    /// <summary>Gives an open file another owner; its group stays.</summary>
    public static void ChangeOwner(this CallList calls, Slot file, Argument owner)
    {
        const int Same = -1;
        calls.Add(SYS_fchown, file, owner, Same);
    }

    /// <summary>Makes an open file one of the process's standard streams.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="file">The file.</param>
    /// <param name="stream">0, 1 or 2.</param>
    public static void UseAsStream(this CallList calls, Slot file, int stream) => calls.Add(SYS_dup3, file, stream, 0);

    /// <summary>Makes the terminal on standard input that of the process's session, which the process must lead.</summary>
    public static void TakeTerminal(this CallList calls) => calls.Add(SYS_ioctl, 0, LibC.TIOCSCTTY, 0);

    /// <summary>Has the process stop when it has been executed, until its parent lets it go on (ptrace(2)).</summary>
    public static void BeTraced(this CallList calls) => calls.Add(SYS_ptrace, PTRACE_TRACEME);

    /// <summary>Lets every signal through.</summary>
    public static void UnblockSignals(this CallList calls) =>
        calls.Add(SYS_rt_sigprocmask, LibC.SIG_SETMASK, calls.Arena.Put(0UL), 0, SignalSet.Size);

    /// <summary>Every descriptor but the three standard ones closes when the program is executed.</summary>
    public static void CloseOnExecute(this CallList calls) =>
        calls.Add(SYS_close_range, ChildEntry.ChannelFd, int.MaxValue, (int)CLOSE_RANGE_CLOEXEC);

    private static int CopyFlags(bool recursive) => OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);

    private static int Aligned(int length) => (length + sizeof(nint) - 1) & ~(sizeof(nint) - 1);
}
