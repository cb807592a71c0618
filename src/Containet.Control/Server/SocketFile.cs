using System.Runtime.InteropServices;
using System.Text;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>
/// The socket at a path: takes the place of one that nobody serves any more, refuses to push out one that is served, and
/// is removed at the end, if it is still the same. It appears whole, by a rename, with its permissions, already listening.
/// </summary>
public sealed class SocketFile : IDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly (ulong Device, ulong Inode) _identity;

    private SocketFile(string path, Fd socket, (ulong Device, ulong Inode) identity)
    {
        _path = path;
        _identity = identity;
        Socket = socket;
    }

    /// <summary>The listening, non-blocking socket. Whoever takes it owns it.</summary>
    public Fd Socket { get; }

    /// <summary>Listens at a path.</summary>
    /// <param name="path">Up to <see cref="UnixSocket.MaxPathBytes"/> bytes.</param>
    /// <param name="mode">Permissions: who may write to it may control the switch.</param>
    /// <param name="backlog">Connections that may wait.</param>
    /// <exception cref="ControlException"><c>in-use</c>: a switch serves it, or something else is there.</exception>
    /// <exception cref="LinuxException">The path is too long, its directory is missing or not writable …</exception>
    public static SocketFile Create(string path, int mode, int backlog)
    {
        CheckFree(path);

        // The name beside it must fit too; where it does not, the stale socket is removed first and a moment passes without one.
        string temporary = $"{path}.{Environment.ProcessId}";
        bool direct = Encoding.UTF8.GetByteCount(temporary) > UnixSocket.MaxPathBytes;
        string bound = direct ? path : temporary;
        Unlink(bound);
        Fd socket;
        try
        {
            socket = UnixSocket.Listen(bound, mode, backlog);
        }
        catch (LinuxException e) when (!direct)
        {
            // The name beside it is nobody's concern.
            throw new LinuxException(e.Errno, "listen on", path);
        }

        if (!direct && !Rename(temporary, path, out int errno))
        {
            socket.Dispose();
            Unlink(temporary);
            throw new LinuxException(errno, "rename to", path);
        }

        return new SocketFile(path, socket, Identify(path) is { } status ? status.Identity : default);
    }

    /// <summary>Removes the file, unless another has taken its place. Does not close the socket.</summary>
    public void Dispose()
    {
        if (Identify(_path) is { } status && status.Identity == _identity)
        {
            Unlink(_path);
        }
    }

    private static void CheckFree(string path)
    {
        if (Identify(path) is not { } status)
        {
            return;
        }

        if (!status.IsSocket)
        {
            throw new ControlException(ErrorCode.InUse, $"{path}: is there and not a socket");
        }

        try
        {
            UnixSocket.Connect(path, ProbeTime).Dispose();
        }
        catch (LinuxException e) when (e.Errno == LibC.ECONNREFUSED || e.Errno == LibC.ENOENT)
        {
            return;
        }
        catch (LinuxException e) when (e.Errno == LibC.EAGAIN)
        {
            // Somebody listens and is only busy.
        }

        throw new ControlException(ErrorCode.InUse, $"{path}: already served by another switch");
    }

    private static unsafe ((ulong Device, ulong Inode) Identity, bool IsSocket)? Identify(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            stat status;

            // Safe: the path is terminated, the structure a local.
            return LibC.lstat(name, &status) == 0
                ? (((ulong)status.st_dev, (ulong)status.st_ino), LibC.S_ISSOCK(status.st_mode))
                : null;
        }
    }

    private static unsafe bool Rename(string from, string to, out int errno)
    {
        fixed (byte* source = Encoding.UTF8.GetBytes(from + '\0'), target = Encoding.UTF8.GetBytes(to + '\0'))
        {
            // Safe: both paths are terminated.
            bool done = Native.rename(source, target) == 0;
            errno = done ? 0 : Marshal.GetLastPInvokeError();
            return done;
        }
    }

    private static unsafe void Unlink(string path)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            // Safe: the path is terminated. What is not there need not be removed.
            LibC.unlink(name);
        }
    }
}
