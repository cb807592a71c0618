using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// Files by the descriptor of their directory and one name in it, for who must not be led astray by links in a path. Names are
/// bytes, as the kernel has them. Nothing here throws: what is negative is an errno, since a name that is taken, or missing,
/// is what the caller wants to know. No symbolic link is followed. Any thread.
/// </summary>
public static unsafe class FilesAt
{
    /// <summary>The longest name in a directory, in bytes (NAME_MAX).</summary>
    public const int MaxName = 255;

    /// <summary>The most bytes that the names of the extended attributes of a file have (XATTR_LIST_MAX).</summary>
    public const int MaxAttributeNames = 65536;

    /// <summary>The most bytes that the value of an extended attribute has (XATTR_SIZE_MAX).</summary>
    public const int MaxAttributeValue = 65536;

    /// <summary>The longest target of a symbolic link, in bytes (PATH_MAX without its zero).</summary>
    public const int MaxTarget = 4095;

    /// <summary>Opens a name that is no symbolic link; the descriptor is close-on-exec.</summary>
    /// <param name="directory">The directory's descriptor.</param>
    /// <param name="name">The name.</param>
    /// <param name="flags"><c>O_…</c> of fcntl.h.</param>
    /// <param name="mode">Permissions of what is made, of which the process's mask takes its part.</param>
    /// <returns>The descriptor, or a negative errno.</returns>
    public static int Open(int directory, ReadOnlySpan<byte> name, int flags, int mode = 0)
    {
        byte* text = stackalloc byte[MaxName + 1];
        if (!Terminate(name, text))
        {
            return -LibC.ENAMETOOLONG;
        }

        while (true)
        {
            int fd = LibC.openat(directory, text, flags | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, (ushort)mode);
            if (fd >= 0 || LibC.errno != LibC.EINTR)
            {
                return Result(fd);
            }
        }
    }

    /// <summary>Opens a directory, for looking at and for changing its attributes.</summary>
    /// <returns>The descriptor, or a negative errno: ENOTDIR or ELOOP of what is no directory.</returns>
    public static int OpenDirectory(int directory, ReadOnlySpan<byte> name) =>
        Open(directory, name, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOCTTY);

    /// <summary>Makes a directory.</summary>
    public static int MakeDirectory(int directory, ReadOnlySpan<byte> name, int mode)
    {
        byte* text = stackalloc byte[MaxName + 1];
        return Terminate(name, text) ? Result(LibC.mkdirat(directory, text, (ushort)mode)) : -LibC.ENAMETOOLONG;
    }

    /// <summary>Makes a device node or a FIFO.</summary>
    /// <param name="directory">The directory's descriptor.</param>
    /// <param name="name">The name.</param>
    /// <param name="mode">The kind, <c>S_IF…</c>, and the permissions, of which the process's mask takes its part.</param>
    /// <param name="major">The device's major number.</param>
    /// <param name="minor">The device's minor number.</param>
    public static int MakeNode(int directory, ReadOnlySpan<byte> name, int mode, uint major = 0, uint minor = 0)
    {
        byte* text = stackalloc byte[MaxName + 1];
        return Terminate(name, text)
            ? Result(LibC.mknodat(directory, text, (ushort)mode, DeviceNumber(major, minor)))
            : -LibC.ENAMETOOLONG;
    }

    /// <summary>Makes a whiteout, which overlay mounts know by the number 0:0; from Linux 5.8 on anybody may.</summary>
    public static int MakeWhiteout(int directory, ReadOnlySpan<byte> name) => MakeNode(directory, name, 0x2000 /* S_IFCHR */);

    /// <summary>Makes a symbolic link.</summary>
    public static int MakeSymbolicLink(ReadOnlySpan<byte> target, int directory, ReadOnlySpan<byte> name)
    {
        byte* text = stackalloc byte[MaxName + 1];
        byte* to = stackalloc byte[MaxTarget + 1];
        return Terminate(name, text) && Terminate(target, to, MaxTarget)
            ? Result(LibC.symlinkat(to, directory, text))
            : -LibC.ENAMETOOLONG;
    }

    /// <summary>Gives a file another name; of a symbolic link, to the link itself.</summary>
    public static int Link(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to)
    {
        byte* source = stackalloc byte[MaxName + 1];
        byte* made = stackalloc byte[MaxName + 1];
        return Terminate(from, source) && Terminate(to, made)
            ? Result(LibC.linkat(fromDirectory, source, toDirectory, made, 0))
            : -LibC.ENAMETOOLONG;
    }

    /// <summary>Removes a name that is no directory.</summary>
    public static int Remove(int directory, ReadOnlySpan<byte> name) => Remove(directory, name, 0);

    /// <summary>Removes an empty directory.</summary>
    public static int RemoveDirectory(int directory, ReadOnlySpan<byte> name) => Remove(directory, name, LibC.AT_REMOVEDIR);

    /// <summary>Reads where a symbolic link leads.</summary>
    /// <param name="directory">The directory's descriptor.</param>
    /// <param name="name">The name.</param>
    /// <param name="target">Takes the target, cut where it does not fit.</param>
    /// <returns>Its length, or a negative errno: EINVAL if it is no symbolic link.</returns>
    public static int ReadLink(int directory, ReadOnlySpan<byte> name, Span<byte> target)
    {
        byte* text = stackalloc byte[MaxName + 1];
        fixed (byte* into = target)
        {
            return Terminate(name, text)
                ? Result((int)LibC.readlinkat(directory, text, into, target.Length))
                : -LibC.ENAMETOOLONG;
        }
    }

    /// <summary>Looks at a name.</summary>
    public static int Status(int directory, ReadOnlySpan<byte> name, out EntryStatus status)
    {
        byte* text = stackalloc byte[MaxName + 1];
        stat found = default;
        int result = Terminate(name, text)
            ? Result(LibC.fstatat(directory, text, &found, LibC.AT_SYMLINK_NOFOLLOW))
            : -LibC.ENAMETOOLONG;
        status = new EntryStatus(found);
        return result;
    }

    /// <summary>Gives a name another owner and group; of a symbolic link, to the link itself.</summary>
    public static int ChangeOwner(int directory, ReadOnlySpan<byte> name, uint owner, uint group)
    {
        byte* text = stackalloc byte[MaxName + 1];
        return Terminate(name, text)
            ? Result(LibC.fchownat(directory, text, owner, group, LibC.AT_SYMLINK_NOFOLLOW))
            : -LibC.ENAMETOOLONG;
    }

    /// <summary>
    /// Sets the permissions of a name that is known not to be a symbolic link: fchmodat(2) has no flag for those, and would
    /// follow one.
    /// </summary>
    public static int ChangeMode(int directory, ReadOnlySpan<byte> name, int mode)
    {
        byte* text = stackalloc byte[MaxName + 1];
        return Terminate(name, text) ? Result(LibC.fchmodat(directory, text, (ushort)mode, 0)) : -LibC.ENAMETOOLONG;
    }

    /// <summary>Sets the times of a name; of a symbolic link, of the link itself.</summary>
    public static int SetTimes(int directory, ReadOnlySpan<byte> name, FileTime accessed, FileTime modified)
    {
        byte* text = stackalloc byte[MaxName + 1];
        timespec* times = stackalloc timespec[2];
        OpenFiles.Fill(times, accessed, modified);
        return Terminate(name, text)
            ? Result(LibC.utimensat(directory, text, times, LibC.AT_SYMLINK_NOFOLLOW))
            : -LibC.ENAMETOOLONG;
    }

    /// <summary>
    /// Sets an extended attribute of a name that cannot be opened, such as a symbolic link: through /proc/self/fd, which leads
    /// to the directory that the descriptor is of.
    /// </summary>
    public static int SetAttribute(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        byte* path = stackalloc byte[PathRoom];
        byte* text = stackalloc byte[MaxName + 1];
        fixed (byte* bytes = value)
        {
            return ProcPath(directory, name, path) && Terminate(attribute, text)
                ? LastResult(Native.lsetxattr(path, text, bytes, (nuint)value.Length, 0))
                : -LibC.ENAMETOOLONG;
        }
    }

    /// <summary>Lists the extended attributes of a name that cannot be opened (<see cref="OpenFiles.ListAttributes"/>).</summary>
    public static int ListAttributes(int directory, ReadOnlySpan<byte> name, Span<byte> names)
    {
        byte* path = stackalloc byte[PathRoom];
        fixed (byte* into = names)
        {
            return ProcPath(directory, name, path)
                ? LastResult(Native.llistxattr(path, into, (nuint)names.Length))
                : -LibC.ENAMETOOLONG;
        }
    }

    /// <summary>Reads an extended attribute of a name that cannot be opened (<see cref="OpenFiles.GetAttribute"/>).</summary>
    public static int GetAttribute(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> attribute, Span<byte> value)
    {
        byte* path = stackalloc byte[PathRoom];
        byte* text = stackalloc byte[MaxName + 1];
        fixed (byte* into = value)
        {
            return ProcPath(directory, name, path) && Terminate(attribute, text)
                ? LastResult(Native.lgetxattr(path, text, into, (nuint)value.Length))
                : -LibC.ENAMETOOLONG;
        }
    }

    internal static bool Terminate(ReadOnlySpan<byte> text, byte* into, int most = MaxName)
    {
        if (text.Length > most)
        {
            return false;
        }

        // Safe: every caller gives room for the most and a zero.
        text.CopyTo(new Span<byte>(into, text.Length));
        into[text.Length] = 0;
        return true;
    }

    internal static int Result(int result) => result >= 0 ? result : -LibC.errno;

    internal static int LastResult(nint result) =>
        result >= 0 ? (int)result : -System.Runtime.InteropServices.Marshal.GetLastPInvokeError();

    private const int PathRoom = 32 + MaxName + 1;

    private static int Remove(int directory, ReadOnlySpan<byte> name, int flags)
    {
        byte* text = stackalloc byte[MaxName + 1];
        return Terminate(name, text) ? Result(LibC.unlinkat(directory, text, flags)) : -LibC.ENAMETOOLONG;
    }

    private static bool ProcPath(int directory, ReadOnlySpan<byte> name, byte* path)
    {
        var room = new Span<byte>(path, PathRoom);
        return System.Text.Unicode.Utf8.TryWrite(room, $"/proc/self/fd/{directory}/", out int written)
            && Terminate(name, path + written);
    }

    // makedev(3): twelve bits of the major number, eight and twelve of the minor one; the rest is beyond what the kernel has.
    private static ulong DeviceNumber(uint major, uint minor) =>
        ((ulong)(major & 0xFFFFF000) << 32) | ((major & 0xFFFUL) << 8) | ((ulong)(minor & 0xFFFFFF00) << 12) | (minor & 0xFFUL);
}
