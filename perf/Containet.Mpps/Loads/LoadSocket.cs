using System.Net;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Loads;

/// <summary>Sockets as the load programs want them.</summary>
internal static unsafe class LoadSocket
{
    /// <summary>Bytes of socket buffer: enough for a receiver that loses its core for some milliseconds.</summary>
    public const int BufferBytes = 8 * 1024 * 1024;

    /// <summary>Makes a socket.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static Fd Open(int family, int type, int protocol)
    {
        int fd = LibC.socket(family, type | LibC.SOCK_CLOEXEC, protocol);
        return fd < 0 ? throw LinuxException.FromErrno("socket", "") : new Fd(fd);
    }

    /// <summary>Sets an option that is a number.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Set(Fd socket, int level, int option, int value)
    {
        // Safe: a local of the size given.
        if (LibC.setsockopt(socket.Value, level, option, &value, sizeof(int)) < 0)
        {
            throw LinuxException.FromErrno("setsockopt", $"level {level} option {option}");
        }
    }

    /// <summary>Lets a receive return with nothing after a while, so that its thread can look whether it is to stop.</summary>
    public static void SetReceiveTimeout(Fd socket, int milliseconds)
    {
        nint* time = stackalloc nint[2]; // struct timeval of a 64-bit Linux
        time[0] = milliseconds / 1000;
        time[1] = milliseconds % 1000 * 1000;
        if (LibC.setsockopt(socket.Value, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, time, 2 * sizeof(nint)) < 0)
        {
            throw LinuxException.FromErrno("setsockopt", "SO_RCVTIMEO");
        }
    }

    /// <summary>An address for the kernel.</summary>
    public static sockaddr_in Address(IPAddress address, int port)
    {
        sockaddr_in result = default;
        result.sin_family = LibC.AF_INET;
        result.sin_port = LibC.htons((ushort)port);
        address.TryWriteBytes(new Span<byte>(result.sin_addr.s_addr, 4), out _);
        return result;
    }

    /// <summary>The address <paramref name="offset"/> after another.</summary>
    public static IPAddress Plus(IPAddress address, int offset)
    {
        byte[] bytes = address.GetAddressBytes();
        uint value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)offset;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return new IPAddress(bytes);
    }

    /// <summary>Binds.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Bind(Fd socket, IPAddress address, int port)
    {
        sockaddr_in name = Address(address, port);
        if (LibC.bind(socket.Value, (sockaddr*)&name, (uint)sizeof(sockaddr_in)) < 0)
        {
            throw LinuxException.FromErrno("bind", $"{address}:{port}");
        }
    }

    /// <summary>Connects.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Connect(Fd socket, IPAddress address, int port)
    {
        sockaddr_in name = Address(address, port);
        if (LibC.connect(socket.Value, (sockaddr*)&name, (uint)sizeof(sockaddr_in)) < 0)
        {
            throw LinuxException.FromErrno("connect", $"{address}:{port}");
        }
    }
}
