using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Netlink;

/// <summary>
/// Configures interfaces of the network namespace that the calling thread was in when it made this (rtnetlink(7)).
/// Every request is acknowledged by the kernel before its method returns; a refusal is a <see cref="LinuxException"/>
/// that names what was asked. One thread.
/// </summary>
public sealed unsafe class RouteSocket : IDisposable
{
    /// <summary>The index of <c>lo</c>: the first interface of every network namespace.</summary>
    public const int Loopback = 1;

    private const int MaxReply = 8192;

    private readonly Fd _socket;
    private uint _sequence;

    /// <summary>Opens the socket.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public RouteSocket()
    {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, NETLINK_ROUTE);
        if (fd < 0)
        {
            throw LinuxException.FromErrno("socket", "netlink");
        }

        _socket = new Fd(fd);
    }

    /// <summary>The index of an interface in the calling thread's network namespace.</summary>
    /// <exception cref="LinuxException">There is none of that name.</exception>
    public static int IndexOf(string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            uint index = if_nametoindex(text);
            return index != 0 ? (int)index : throw LinuxException.FromLastError("find interface", name);
        }
    }

    /// <summary>Changes an interface.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="settings">What to change.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetLink(int index, LinkSettings settings)
    {
        ReadOnlySpan<byte> message = RouteMessage.SetLink(stackalloc byte[RouteMessage.MaxLength], ++_sequence, index, name: null, settings);
        Request(message, "set up interface", $"{index}");
    }

    /// <summary>Gives an interface an IPv4 address, the route to its subnet, and the subnet's broadcast address.</summary>
    /// <param name="index">The interface's index.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">Bits of the network part, 0 to 32; from 31 on there is no broadcast address (RFC 3021).</param>
    /// <exception cref="LinuxException">The kernel refused; EEXIST if the interface has the address.</exception>
    public void AddAddress(int index, IPAddress address, int prefixLength)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            throw new ArgumentException("not an IPv4 address", nameof(address));
        }

        ReadOnlySpan<byte> message =
            RouteMessage.AddAddress(stackalloc byte[RouteMessage.MaxLength], ++_sequence, index, address, prefixLength);
        Request(message, "add address", $"{address}/{prefixLength} to interface {index}");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Request(ReadOnlySpan<byte> message, string call, string subject)
    {
        fixed (byte* bytes = message)
        {
            if (LibC.send(_socket.Value, bytes, message.Length, 0) < 0)
            {
                throw LinuxException.FromErrno(call, subject);
            }
        }

        int errno = ReadAcknowledgement();
        if (errno != 0)
        {
            throw new LinuxException(errno, call, subject);
        }
    }

    // The kernel answers within the send; what is not the answer to this request is passed over.
    private int ReadAcknowledgement()
    {
        byte* reply = stackalloc byte[MaxReply];
        while (true)
        {
            ssize_t length = LibC.recv(_socket.Value, reply, MaxReply, 0);
            if (length < 0)
            {
                if (LibC.errno == LibC.EINTR)
                {
                    continue;
                }

                return LibC.errno;
            }

            // Safe: the span is what the kernel wrote.
            var bytes = new ReadOnlySpan<byte>(reply, (int)length);
            int header = Unsafe.SizeOf<nlmsghdr>();
            if (bytes.Length >= header + sizeof(int)
                && MemoryMarshal.Read<nlmsghdr>(bytes) is { nlmsg_type: NLMSG_ERROR } found && found.nlmsg_seq == _sequence)
            {
                return -MemoryMarshal.Read<int>(bytes[header..]);
            }
        }
    }
}
