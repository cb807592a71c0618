using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// Files by descriptor and by path, where the class library says less than the kernel does: who made a directory, what
/// kind of file it is, whether it is gone. Any thread.
/// </summary>
public static unsafe partial class Files
{
    /// <summary>Makes a directory.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Its permissions, of which the process's mask takes its part.</param>
    /// <returns>Whether it was made, rather than the name being taken.</returns>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static bool MakeDirectory(string path, int mode)
    {
        fixed (byte* text = Terminated(path))
        {
            if (LibC.mkdir(text, (ushort)mode) == 0)
            {
                return true;
            }

            return LibC.errno == LibC.EEXIST ? false : throw LinuxException.FromErrno("make directory", path);
        }
    }

    /// <summary>Removes an empty directory.</summary>
    /// <returns>Whether it is gone: false if something is in it.</returns>
    /// <exception cref="LinuxException">It could not be removed for another reason.</exception>
    public static bool RemoveDirectory(string path)
    {
        fixed (byte* text = Terminated(path))
        {
            if (LibC.rmdir(text) == 0 || LibC.errno == LibC.ENOENT)
            {
                return true;
            }

            return LibC.errno is var errno && (errno == LibC.ENOTEMPTY || errno == LibC.EEXIST)
                ? false
                : throw LinuxException.FromErrno("remove directory", path);
        }
    }

    /// <summary>Gives a file another owner and group.</summary>
    /// <exception cref="LinuxException">It may not be done.</exception>
    public static void ChangeOwner(string path, uint owner, uint group)
    {
        fixed (byte* text = Terminated(path))
        {
            if (LibC.chown(text, owner, group) < 0)
            {
                throw LinuxException.FromErrno("change owner of", path);
            }
        }
    }

    /// <summary>Sets a file's permissions, set-id and sticky bits included, whatever the process's mask.</summary>
    /// <exception cref="LinuxException">It may not be done.</exception>
    public static void ChangeMode(string path, int mode)
    {
        fixed (byte* text = Terminated(path))
        {
            if (LibC.chmod(text, (ushort)mode) < 0)
            {
                throw LinuxException.FromErrno("change mode of", path);
            }
        }
    }

    /// <summary>Opens a file; the descriptor is close-on-exec.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="flags"><c>O_…</c> of fcntl.h.</param>
    /// <exception cref="LinuxException">It could not be opened.</exception>
    public static Fd Open(string path, int flags)
    {
        fixed (byte* text = Terminated(path))
        {
            int fd = LibC.open(text, flags | LibC.O_CLOEXEC);
            return fd >= 0 ? new Fd(fd) : throw LinuxException.FromErrno("open", path);
        }
    }

    /// <summary>Opens a regular file for the class library's use, without the lock that the class library itself would take.</summary>
    /// <param name="path">Its path; a symbolic link at its end is refused.</param>
    /// <param name="flags"><c>O_…</c> of fcntl.h.</param>
    /// <param name="mode">Its permissions if it is made, of which the process's mask takes its part.</param>
    /// <exception cref="LinuxException">It could not be opened.</exception>
    public static SafeFileHandle OpenFile(string path, int flags, int mode = 0)
    {
        fixed (byte* text = Terminated(path))
        {
            int fd = LibC.open(text, flags | LibC.O_CLOEXEC | LibC.O_NOFOLLOW, (ushort)mode);
            return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw LinuxException.FromErrno("open", path);
        }
    }

    /// <summary>Opens a directory below another, which no symbolic link and no <c>..</c> of the path leads out of (openat2(2)).</summary>
    /// <param name="root">The directory that is <c>/</c> for the path.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="LinuxException">It is not there, or not a directory.</exception>
    public static Fd OpenDirectoryInside(Fd root, string path)
    {
        var how = new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC),
            resolve = LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS,
        };
        fixed (byte* text = Terminated(path))
        {
            nint fd = Bindings.Native.syscall(Bindings.Native.SYS_openat2, root.Value, (nint)text, (nint)(&how), sizeof(open_how), 0, 0);
            return fd >= 0 ? new Fd((int)fd) : throw LinuxException.FromLastError("open", path);
        }
    }

    /// <summary>
    /// Opens a regular file below a directory for reading. No symbolic link and no <c>..</c> of the path leads out, and what is not a
    /// regular file is not opened: no pipe makes it wait, no device is touched.
    /// </summary>
    /// <param name="root">The directory that is <c>/</c> for the path.</param>
    /// <param name="path">The path.</param>
    /// <returns>The file; null if there is none.</returns>
    /// <exception cref="LinuxException">It cannot be opened, or is not a regular file.</exception>
    public static Fd? OpenRegularInside(Fd root, string path)
    {
        var how = new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_CLOEXEC),
            resolve = LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS,
        };
        fixed (byte* text = Terminated(path))
        {
            nint fd = Bindings.Native.syscall(Bindings.Native.SYS_openat2, root.Value, (nint)text, (nint)(&how), sizeof(open_how), 0, 0);
            if (fd < 0)
            {
                var error = LinuxException.FromLastError("open", path);
                return error.Errno == LibC.ENOENT || error.Errno == LibC.ENOTDIR ? null : throw error;
            }

            using var found = new Fd((int)fd);
            return FileKind.IsRegular(found.Value) ? Open($"/proc/self/fd/{found.Value}", LibC.O_RDONLY)
                : throw new LinuxException(LibC.EINVAL, $"open {path}, {FileKind.Describe(found.Value)}", "");
        }
    }

    /// <summary>Reads from a file until the buffer is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static int Read(Fd file, Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            // Safe: no more is read than the span has left.
            fixed (byte* start = buffer[total..])
            {
                nint length = (nint)LibC.read(file.Value, start, buffer.Length - total);
                if (length < 0 && LibC.errno != LibC.EINTR)
                {
                    throw LinuxException.FromErrno("read", "");
                }

                if (length == 0)
                {
                    break;
                }

                total += (int)Math.Max(length, 0);
            }
        }

        return total;
    }

    /// <summary>Tells whether there is anything at a path below a directory, which no symbolic link leads out of.</summary>
    public static bool IsInside(Fd root, string path)
    {
        var how = new open_how
        {
            flags = (ulong)(LibC.O_PATH | LibC.O_CLOEXEC),
            resolve = LibC.RESOLVE_IN_ROOT | LibC.RESOLVE_NO_MAGICLINKS,
        };
        fixed (byte* text = Terminated(path))
        {
            using var fd = new Fd((int)Bindings.Native.syscall(Bindings.Native.SYS_openat2, root.Value, (nint)text, (nint)(&how), sizeof(open_how), 0, 0));
            return !fd.IsInvalid;
        }
    }

    /// <summary>What the kernel knows of a file.</summary>
    /// <param name="path">Its path; a symbolic link at its end is followed.</param>
    /// <returns>It, or null if there is no such file.</returns>
    /// <exception cref="LinuxException">The path cannot be followed.</exception>
    public static stat? Status(string path)
    {
        stat status;
        fixed (byte* text = Terminated(path))
        {
            return LibC.stat(text, &status) == 0 ? status
                : LibC.errno == LibC.ENOENT ? null
                : throw LinuxException.FromErrno("look at", path);
        }
    }

    /// <summary>What the kernel knows of an open file.</summary>
    /// <exception cref="LinuxException">It cannot be looked at.</exception>
    public static stat Status(SafeHandle file)
    {
        stat status;
        return LibC.fstat((int)file.DangerousGetHandle(), &status) == 0 ? status : throw LinuxException.FromErrno("look at", "an open file");
    }

    /// <summary>What the kernel knows of a name in a directory; a symbolic link is not followed.</summary>
    /// <returns>It, or null if the name is free.</returns>
    /// <exception cref="LinuxException">The name cannot be looked at.</exception>
    public static stat? Status(Fd directory, string name)
    {
        stat status;
        fixed (byte* text = Terminated(name))
        {
            return LibC.fstatat(directory.Value, text, &status, LibC.AT_SYMLINK_NOFOLLOW) == 0 ? status
                : LibC.errno == LibC.ENOENT ? null
                : throw LinuxException.FromErrno("look at", name);
        }
    }

    /// <summary>The number of a device, in its two parts (makedev(3)).</summary>
    public static (int Major, int Minor) DeviceNumber(stat status)
    {
        ulong number = (ulong)status.st_rdev;
        return ((int)(((number >> 8) & 0xfff) | ((number >> 32) & ~0xffful)), (int)((number & 0xff) | ((number >> 12) & ~0xfful)));
    }

    /// <summary>Removes a directory or a regular file, if it is empty.</summary>
    /// <returns>Whether it is gone.</returns>
    /// <exception cref="LinuxException">It could not be removed for another reason.</exception>
    public static bool RemoveEmpty(Fd directory, string name)
    {
        if (Status(directory, name) is not { } status)
        {
            return true;
        }

        bool isDirectory = (status.st_mode & LibC.S_IFMT) == LibC.S_IFDIR;
        if (!isDirectory && ((status.st_mode & LibC.S_IFMT) != LibC.S_IFREG || (long)status.st_size != 0))
        {
            return false;
        }

        fixed (byte* text = Terminated(name))
        {
            return LibC.unlinkat(directory.Value, text, isDirectory ? LibC.AT_REMOVEDIR : 0) == 0
                || (LibC.errno is var errno && (errno == LibC.ENOTEMPTY || errno == LibC.EEXIST)
                    ? false
                    : throw LinuxException.FromErrno("remove", name));
        }
    }

    /// <summary>Removes a name that is not a directory.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="LinuxException">It could not be removed.</exception>
    public static bool Remove(Fd directory, string name)
    {
        fixed (byte* text = Terminated(name))
        {
            return LibC.unlinkat(directory.Value, text, 0) == 0
                || (LibC.errno == LibC.ENOENT ? false : throw LinuxException.FromErrno("remove", name));
        }
    }

    /// <summary>Waits until everything written to a file's file system is on the disk (syncfs(2)).</summary>
    /// <exception cref="LinuxException">Something could not be written.</exception>
    public static void SyncFileSystem(Fd file)
    {
        if (LibC.syncfs(file.Value) < 0)
        {
            throw LinuxException.FromErrno("write to the disk", "what was stored");
        }
    }

    private static byte[] Terminated(string text) => ByteText.Encode(text + '\0');
}
