using Tmds.Linux;

namespace Containet.Linux;

// What a descriptor that somebody else made turns out to be.
public static unsafe partial class UnixSocket
{
    /// <summary>Tells whether a descriptor is a unix stream socket (SO_DOMAIN, SO_TYPE).</summary>
    public static bool IsUnixStream(int fd) =>
        Option(fd, LibC.SO_DOMAIN) == LibC.AF_UNIX && Option(fd, LibC.SO_TYPE) == LibC.SOCK_STREAM;

    /// <summary>Tells whether a unix socket is bound to a path or an abstract name (getsockname(2)).</summary>
    public static bool IsBound(int socket)
    {
        sockaddr_un address;
        socklen_t size = (uint)sizeof(sockaddr_un);

        // Safe: a local of the size given. An unbound socket has the family alone.
        return LibC.getsockname(socket, (sockaddr*)&address, &size) == 0 && (uint)size > sizeof(ushort);
    }

    /// <summary>Tells whether a socket has a peer (getpeername(2)).</summary>
    public static bool IsConnected(int socket)
    {
        sockaddr_un address;
        socklen_t size = (uint)sizeof(sockaddr_un);

        // Safe: a local of the size given.
        return LibC.getpeername(socket, (sockaddr*)&address, &size) == 0;
    }

    /// <summary>Makes a bound socket listen, or changes the backlog of one that does.</summary>
    /// <exception cref="LinuxException">The socket cannot listen.</exception>
    public static void StartListening(int socket, int backlog)
    {
        if (LibC.listen(socket, backlog) < 0)
        {
            throw LinuxException.FromErrno("listen on", $"descriptor {socket}");
        }
    }

    private static int Option(int fd, int option)
    {
        int value = -1;
        socklen_t size = sizeof(int);

        // Safe: a local of the size given.
        return LibC.getsockopt(fd, LibC.SOL_SOCKET, option, &value, &size) < 0 ? -1 : value;
    }
}
