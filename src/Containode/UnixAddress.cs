using System.Text;
using Containet.Linux;
using Tmds.Linux;

namespace Containode;

/// <summary>Unix stream sockets by path (unix(7)).</summary>
internal static unsafe class UnixAddress
{
    /// <summary>The longest path, in bytes.</summary>
    public const int MaxPath = 107;

    /// <summary>Makes a stream socket, close-on-exec.</summary>
    /// <exception cref="LinuxException">None could be had.</exception>
    public static Fd NewSocket()
    {
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromErrno("socket", "unix");
    }

    /// <summary>Binds a socket.</summary>
    /// <returns>0, or an errno; ENAMETOOLONG for a path that does not fit.</returns>
    public static int Bind(Fd socket, string path)
    {
        sockaddr_un address;
        return !Fill(path, &address) ? LibC.ENAMETOOLONG
            : LibC.bind(socket.Value, (sockaddr*)&address, sizeof(sockaddr_un)) == 0 ? 0 : LibC.errno;
    }

    /// <summary>Connects a socket.</summary>
    /// <returns>0, or an errno; ENAMETOOLONG for a path that does not fit.</returns>
    public static int Connect(Fd socket, string path)
    {
        sockaddr_un address;
        return !Fill(path, &address) ? LibC.ENAMETOOLONG
            : LibC.connect(socket.Value, (sockaddr*)&address, sizeof(sockaddr_un)) == 0 ? 0 : LibC.errno;
    }

    private static bool Fill(string path, sockaddr_un* address)
    {
        *address = default;
        address->sun_family = LibC.AF_UNIX;
        if (Encoding.UTF8.GetByteCount(path) is 0 or > MaxPath)
        {
            return false;
        }

        // Safe: the field has one byte more than the longest path, and is zeroed.
        Encoding.UTF8.GetBytes(path, new Span<byte>(address->sun_path, MaxPath));
        return true;
    }
}
