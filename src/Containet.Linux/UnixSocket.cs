using System.Text;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// Unix stream sockets (unix(7)): making, connecting and accepting them, and moving bytes with descriptors.
/// Every socket made here is close-on-exec. Calls are repeated when a signal interrupts them. Any thread.
/// </summary>
public static unsafe partial class UnixSocket
{
    /// <summary>The longest path a socket can be bound to, in bytes: <c>sun_path</c> without its terminator.</summary>
    public const int MaxPathBytes = 107;

    /// <summary>Binds a new non-blocking socket to a path, which must be free, and listens.</summary>
    /// <param name="path">Up to <see cref="MaxPathBytes"/> bytes.</param>
    /// <param name="mode">Permissions of the socket's file, whatever the umask; nobody can connect before they are set.</param>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <exception cref="LinuxException">The path is taken (EADDRINUSE), too long (ENAMETOOLONG), not writable …</exception>
    public static Fd Listen(string path, int mode, int backlog)
    {
        Fd socket = Bind(path);
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        fixed (byte* pointer = name)
        {
            // Safe: the path is terminated. Until listen is called connecting is refused, so there is no moment of wrong permissions.
            if (LibC.chmod(pointer, (mode_t)mode) < 0 || LibC.listen(socket.Value, backlog) < 0)
            {
                var error = LinuxException.FromErrno("listen on", path);
                socket.Dispose();
                LibC.unlink(pointer);
                throw error;
            }
        }

        socket.SetNonBlocking(true);
        return socket;
    }

    /// <summary>Binds a new blocking socket to a path, which must be free, without listening: what is posted to a switch.</summary>
    /// <param name="path">Up to <see cref="MaxPathBytes"/> bytes.</param>
    /// <exception cref="LinuxException">The path is taken (EADDRINUSE), too long (ENAMETOOLONG), not writable …</exception>
    public static Fd Bind(string path)
    {
        sockaddr_un address = Address("bind", path);
        Fd socket = New(path);

        // Safe: the address is a local of the size given.
        if (LibC.bind(socket.Value, (sockaddr*)&address, sizeof(sockaddr_un)) < 0)
        {
            var error = LinuxException.FromErrno("bind", path);
            socket.Dispose();
            throw error;
        }

        return socket;
    }

    /// <summary>Connects a new blocking socket.</summary>
    /// <param name="path">Where a socket listens; up to <see cref="MaxPathBytes"/> bytes.</param>
    /// <param name="timeout">How long to wait for room in the listener's backlog; also bounds every later send.</param>
    /// <exception cref="LinuxException">
    /// Nobody listens (ECONNREFUSED), nothing there (ENOENT), no right (EACCES), backlog full all the time (EAGAIN) …
    /// </exception>
    public static Fd Connect(string path, TimeSpan timeout)
    {
        sockaddr_un address = Address("connect to", path);
        Fd socket = New(path);

        // struct timeval of a 64-bit Linux.
        nint* time = stackalloc nint[2];
        time[0] = (nint)(timeout.Ticks / TimeSpan.TicksPerSecond);
        time[1] = (nint)(timeout.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

        // Safe: locals of the sizes given. EISCONN: the call that a signal interrupted had gone through.
        LibC.setsockopt(socket.Value, LibC.SOL_SOCKET, LibC.SO_SNDTIMEO, time, 2 * sizeof(nint));
        while (LibC.connect(socket.Value, (sockaddr*)&address, sizeof(sockaddr_un)) < 0)
        {
            int errno = LibC.errno;
            if (errno == LibC.EISCONN)
            {
                break;
            }

            if (errno != LibC.EINTR)
            {
                socket.Dispose();
                throw new LinuxException(errno, "connect to", path);
            }
        }

        return socket;
    }

    /// <summary>Takes the next waiting connection of a non-blocking listener.</summary>
    /// <param name="listener">The listening socket.</param>
    /// <param name="errno">0 with a connection; else why there is none: EAGAIN (none waits), EMFILE, ENFILE …</param>
    /// <returns>The connection, non-blocking and close-on-exec, or null.</returns>
    public static Fd? Accept(int listener, out int errno)
    {
        while (true)
        {
            int fd = LibC.accept4(listener, null, null, LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK);
            if (fd >= 0)
            {
                errno = 0;
                return new Fd(fd);
            }

            errno = LibC.errno;
            if (errno != LibC.EINTR && errno != LibC.ECONNABORTED)
            {
                return null;
            }
        }
    }

    /// <summary>Makes two blocking sockets connected to each other.</summary>
    /// <exception cref="LinuxException">No descriptors could be had.</exception>
    public static (Fd A, Fd B) Pair()
    {
        int* pair = stackalloc int[2];

        // Safe: the kernel writes two integers.
        return LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair) < 0
            ? throw LinuxException.FromErrno("socketpair", "")
            : (new Fd(pair[0]), new Fd(pair[1]));
    }

    /// <summary>Who is at the other end.</summary>
    /// <exception cref="LinuxException">The descriptor is not a connected unix socket.</exception>
    public static PeerCredentials GetPeerCredentials(int socket)
    {
        ucred peer;
        socklen_t size = (uint)sizeof(ucred);

        // Safe: a local of the size given.
        return LibC.getsockopt(socket, LibC.SOL_SOCKET, LibC.SO_PEERCRED, &peer, &size) < 0
            ? throw LinuxException.FromErrno("ask the peer of", $"descriptor {socket}")
            : new PeerCredentials(peer.pid, (int)(uint)peer.uid, (int)(uint)peer.gid);
    }

    /// <summary>Waits until there is something to receive, the end included.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="timeout">How long at most, rounded up to milliseconds.</param>
    /// <returns>Whether there is; false when the time passed.</returns>
    /// <exception cref="LinuxException">The wait failed.</exception>
    public static bool WaitReadable(int socket, TimeSpan timeout)
    {
        long end = Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);
        while (true)
        {
            pollfd watched = default;
            watched.fd = socket;
            watched.events = LibC.POLLIN;

            // Safe: one local structure.
            int ready = LibC.poll(&watched, 1, (int)Math.Clamp(end - Environment.TickCount64, 0, int.MaxValue));
            if (ready >= 0)
            {
                return ready > 0;
            }

            if (LibC.errno != LibC.EINTR)
            {
                throw LinuxException.FromErrno("wait for", $"descriptor {socket}");
            }
        }
    }

    private static Fd New(string path)
    {
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0);
        return fd < 0 ? throw LinuxException.FromErrno("make a socket for", path) : new Fd(fd);
    }

    private static sockaddr_un Address(string call, string path)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxPathBytes)
        {
            throw new LinuxException(LibC.ENAMETOOLONG, call, $"{path} ({length} bytes, a socket's path has at most {MaxPathBytes})");
        }

        // An empty path would bind to a name of the kernel's choice; a NUL inside would cut it or mean the abstract namespace.
        if (length == 0 || path.Contains('\0'))
        {
            throw new LinuxException(LibC.EINVAL, call, length == 0 ? "an empty path" : "a path with a NUL");
        }

        sockaddr_un address = default;
        address.sun_family = LibC.AF_UNIX;

        // Safe: the path and its terminator fit, as checked above.
        Encoding.UTF8.GetBytes(path, new Span<byte>(address.sun_path, MaxPathBytes));
        return address;
    }
}
