using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// What can be done to an open file or directory by its descriptor, without a handle for each: for who opens a hundred
/// thousand of them. Nothing here throws: what is negative is an errno. Any thread.
/// </summary>
public static unsafe class OpenFiles
{
    /// <summary>Closes a descriptor.</summary>
    public static void Close(int fd) => _ = LibC.close(fd);

    /// <summary>Writes all of the bytes where the file stands.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* from = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                int count = (int)LibC.write(fd, from + done, bytes.Length - done);
                if (count < 0 && LibC.errno is var errno && errno != LibC.EINTR)
                {
                    return -errno;
                }

                done += Math.Max(count, 0);
            }
        }

        return 0;
    }

    /// <summary>Writes all of the bytes at an offset.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* from = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                int count = (int)LibC.pwrite(fd, from + done, bytes.Length - done, offset + done);
                if (count < 0 && LibC.errno is var errno && errno != LibC.EINTR)
                {
                    return -errno;
                }

                done += Math.Max(count, 0);
            }
        }

        return 0;
    }

    /// <summary>Reads where the file stands.</summary>
    /// <returns>How many bytes: 0 at the end; or a negative errno.</returns>
    public static int Read(int fd, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            while (true)
            {
                int count = (int)LibC.read(fd, bytes, into.Length);
                if (count >= 0 || LibC.errno != LibC.EINTR)
                {
                    return FilesAt.Result(count);
                }
            }
        }
    }

    /// <summary>Makes the file as long as said, with nothing stored for what is added.</summary>
    public static int SetLength(int fd, long length) => FilesAt.Result(LibC.ftruncate(fd, length));

    /// <summary>Gives it another owner and group.</summary>
    public static int ChangeOwner(int fd, uint owner, uint group) => FilesAt.Result(LibC.fchown(fd, owner, group));

    /// <summary>Sets its permissions, set-id and sticky bits included, whatever the process's mask.</summary>
    public static int ChangeMode(int fd, int mode) => FilesAt.Result(LibC.fchmod(fd, (ushort)mode));

    /// <summary>Sets its times.</summary>
    public static int SetTimes(int fd, FileTime accessed, FileTime modified)
    {
        timespec* times = stackalloc timespec[2];
        Fill(times, accessed, modified);
        return FilesAt.Result(LibC.futimens(fd, times));
    }

    /// <summary>Looks at it.</summary>
    public static int Status(int fd, out EntryStatus status)
    {
        stat found = default;
        int result = FilesAt.Result(LibC.fstat(fd, &found));
        status = new EntryStatus(found);
        return result;
    }

    /// <summary>Sets an extended attribute (xattr(7)).</summary>
    public static int SetAttribute(int fd, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        byte* text = stackalloc byte[FilesAt.MaxName + 1];
        fixed (byte* bytes = value)
        {
            return FilesAt.Terminate(attribute, text)
                ? FilesAt.LastResult(Native.fsetxattr(fd, text, bytes, (nuint)value.Length, 0))
                : -LibC.ENAMETOOLONG;
        }
    }

    /// <summary>Reads an extended attribute.</summary>
    /// <returns>Its length, which fits <paramref name="value"/> unless that is empty; or a negative errno: ENODATA if there is none.</returns>
    public static int GetAttribute(int fd, ReadOnlySpan<byte> attribute, Span<byte> value)
    {
        byte* text = stackalloc byte[FilesAt.MaxName + 1];
        fixed (byte* into = value)
        {
            return FilesAt.Terminate(attribute, text)
                ? FilesAt.LastResult(Native.fgetxattr(fd, text, into, (nuint)value.Length))
                : -LibC.ENAMETOOLONG;
        }
    }

    /// <summary>Lists the names of its extended attributes, each ended by a zero.</summary>
    /// <returns>How many bytes; or a negative errno: ERANGE if there is too little room.</returns>
    public static int ListAttributes(int fd, Span<byte> names)
    {
        fixed (byte* into = names)
        {
            return FilesAt.LastResult(Native.flistxattr(fd, into, (nuint)names.Length));
        }
    }

    /// <summary>Removes an extended attribute.</summary>
    public static int RemoveAttribute(int fd, ReadOnlySpan<byte> attribute)
    {
        byte* text = stackalloc byte[FilesAt.MaxName + 1];
        return FilesAt.Terminate(attribute, text) ? FilesAt.LastResult(Native.fremovexattr(fd, text)) : -LibC.ENAMETOOLONG;
    }

    /// <summary>The names in a directory, without <c>.</c> and <c>..</c>, in no order.</summary>
    /// <returns>0, or a negative errno.</returns>
    public static int ListNames(int fd, List<byte[]> names)
    {
        if (LibC.lseek(fd, 0, LibC.SEEK_SET) < 0)
        {
            return -LibC.errno;
        }

        const int Room = 32 * 1024;
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Room);
        try
        {
            while (true)
            {
                nint count;
                fixed (byte* into = buffer)
                {
                    count = Native.getdents64(fd, into, Room);
                }

                if (count <= 0)
                {
                    return FilesAt.LastResult(count);
                }

                AddNames(buffer.AsSpan(0, (int)count), names);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static void Fill(timespec* times, FileTime accessed, FileTime modified)
    {
        times[0].tv_sec = accessed.Seconds;
        times[0].tv_nsec = accessed.Nanoseconds;
        times[1].tv_sec = modified.Seconds;
        times[1].tv_nsec = modified.Nanoseconds;
    }

    private static void AddNames(ReadOnlySpan<byte> entries, List<byte[]> names)
    {
        while (!entries.IsEmpty)
        {
            int length = BitConverter.ToUInt16(entries[Native.DirentReclenOffset..]);
            ReadOnlySpan<byte> name = entries[Native.DirentNameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(name.ToArray());
            }

            entries = entries[length..];
        }
    }
}
