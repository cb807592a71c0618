using System.Runtime.InteropServices;
using Containet.Linux.Launching;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// Executes this process's own program again, from a place where nobody can write to it by way of <c>/proc/PID/exe</c>: a
/// read-only mount of its file that is attached nowhere, or, where mounting is forbidden, a sealed copy in memory.
/// </summary>
public static unsafe class ReadOnlyImage
{
    private const uint MFD_CLOEXEC = 1;
    private const uint MFD_ALLOW_SEALING = 2;
    private const int F_ADD_SEALS = 1033;
    private const int AllSeals = 0xf; // F_SEAL_SEAL, SHRINK, GROW, WRITE

    /// <summary>Executes it; returns only by an exception.</summary>
    /// <param name="arguments">The arguments, the program's name first.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="LinuxException">It cannot be done.</exception>
    public static void Execute(IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        using Fd image = TryMount() ?? Copy();
        using var arena = new NativeArena();
        nint empty = arena.Text("");
        syscall(SYS_execveat, image.Value, empty, arena.Texts(arguments), arena.Texts(environment), LibC.AT_EMPTY_PATH, 0);
        throw LinuxException.FromLastError("execute", "/proc/self/exe");
    }

    private static Fd? TryMount()
    {
        using var arena = new NativeArena();
        nint fd = syscall(SYS_open_tree, LibC.AT_FDCWD, arena.Text("/proc/self/exe"), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC, 0, 0, 0);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError() == LibC.EPERM ? null : throw LinuxException.FromLastError("open", "/proc/self/exe");
        }

        var mount = new Fd((int)fd);
        nint attributes = arena.Put(new mount_attr { attr_set = MOUNT_ATTR_RDONLY });
        if (syscall(SYS_mount_setattr, fd, arena.Text(""), LibC.AT_EMPTY_PATH, attributes, sizeof(mount_attr), 0) < 0)
        {
            mount.Dispose();
            throw LinuxException.FromLastError("make read-only", "/proc/self/exe");
        }

        return mount;
    }

    private static Fd Copy()
    {
        using var arena = new NativeArena();
        nint fd = syscall(SYS_memfd_create, arena.Text("containode"), (nint)(MFD_CLOEXEC | MFD_ALLOW_SEALING), 0, 0, 0, 0);
        if (fd < 0)
        {
            throw LinuxException.FromLastError("memfd_create", "");
        }

        var memory = new Fd((int)fd);
        using Fd file = Files.Open("/proc/self/exe", LibC.O_RDONLY);
        const int Piece = 1 << 20;
        nint copied;
        while ((copied = syscall(SYS_sendfile, fd, file.Value, 0, Piece, 0, 0)) > 0)
        {
        }

        return copied == 0 && LibC.fcntl(memory.Value, F_ADD_SEALS, AllSeals) == 0
            ? memory
            : throw LinuxException.FromLastError("copy", "/proc/self/exe");
    }
}
