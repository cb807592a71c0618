using Tmds.Linux;

namespace Containet.Linux;

// Pipes, and what is in files.
public static unsafe partial class Files
{
    /// <summary>A new pipe; both ends are close-on-exec.</summary>
    /// <exception cref="LinuxException">No descriptors could be had.</exception>
    public static (Fd Read, Fd Write) Pipe()
    {
        int* ends = stackalloc int[2];
        return LibC.pipe2(ends, LibC.O_CLOEXEC) == 0 ? (new Fd(ends[0]), new Fd(ends[1])) : throw LinuxException.FromErrno("make", "a pipe");
    }

    /// <summary>Makes a FIFO.</summary>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static void MakePipe(string path, int mode)
    {
        fixed (byte* text = Terminated(path))
        {
            if (LibC.mkfifo(text, (ushort)mode) < 0)
            {
                throw LinuxException.FromErrno("make", path);
            }
        }
    }

    /// <summary>Tells whether a descriptor is a pipe's, named or not.</summary>
    public static bool IsPipe(int fd)
    {
        stat status;
        return LibC.fstat(fd, &status) == 0 && (status.st_mode & LibC.S_IFMT) == LibC.S_IFIFO;
    }

    /// <summary>Makes a file, in place of the content that it may have had; the descriptor is close-on-exec and reads and writes.</summary>
    /// <param name="path">Its path; a symbolic link at its end is refused.</param>
    /// <param name="mode">Its permissions, of which the process's mask takes its part.</param>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static Fd Create(string path, int mode)
    {
        fixed (byte* text = Terminated(path))
        {
            int fd = LibC.open(text, LibC.O_RDWR | LibC.O_CREAT | LibC.O_TRUNC | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, (ushort)mode);
            return fd >= 0 ? new Fd(fd) : throw LinuxException.FromErrno("make", path);
        }
    }

    /// <summary>Writes as much as there is room for.</summary>
    /// <returns>How many bytes that was.</returns>
    public static int TryWrite(Fd file, ReadOnlySpan<byte> bytes)
    {
        int written = 0;
        fixed (byte* start = bytes)
        {
            while (written < bytes.Length)
            {
                // Safe: what is left of the span.
                int count = (int)LibC.write(file.Value, start + written, bytes.Length - written);
                if (count < 0 && LibC.errno != LibC.EINTR)
                {
                    break;
                }

                written += Math.Max(count, 0);
            }
        }

        return written;
    }

    /// <summary>Reads at a place of a file.</summary>
    /// <returns>How many bytes came: 0 at its end.</returns>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    public static int ReadAt(Fd file, Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            // Safe: the kernel writes at most the span's length.
            int count = (int)LibC.pread(file.Value, start, buffer.Length, offset);
            return count >= 0 ? count : throw LinuxException.FromErrno("read", $"descriptor {file.Value}");
        }
    }
}
