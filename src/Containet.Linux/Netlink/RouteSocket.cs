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

    private const int MaxRequest = 256;
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
        var message = new NetlinkMessage(stackalloc byte[MaxRequest], RTM_NEWLINK, 0, ++_sequence);
        message.Append(new ifinfomsg
        {
            ifi_index = index,
            ifi_flags = settings.Up == true ? IFF_UP : 0,
            ifi_change = settings.Up is null ? 0 : IFF_UP,
        });
        if (settings.Address is { } address)
        {
            message.Attribute(IFLA_ADDRESS, address);
        }

        if (settings.Mtu is { } mtu)
        {
            message.Attribute(IFLA_MTU, (uint)mtu);
        }

        if (settings.TransmitQueueLength is { } length)
        {
            message.Attribute(IFLA_TXQLEN, (uint)length);
        }

        Request(message.Bytes, "set up interface", $"{index}");
    }

    /// <summary>Gives an interface an IPv4 address, the route to its subnet, and the subnet's broadcast address.</summary>
    /// <param name="index">The interface's index.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">Bits of the network part, 0 to 32; from 31 on there is no broadcast address (RFC 3021).</param>
    /// <exception cref="LinuxException">The kernel refused; EEXIST if the interface has the address.</exception>
    public void AddAddress(int index, IPAddress address, int prefixLength)
    {
        Span<byte> local = stackalloc byte[4];
        if (address.AddressFamily != AddressFamily.InterNetwork || !address.TryWriteBytes(local, out _))
        {
            throw new ArgumentException("not an IPv4 address", nameof(address));
        }

        const int LongestWithBroadcast = 30;
        var message = new NetlinkMessage(stackalloc byte[MaxRequest], RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, ++_sequence);
        message.Append(new ifaddrmsg
        {
            ifa_family = (byte)LibC.AF_INET,
            ifa_prefixlen = (byte)prefixLength,
            ifa_index = (uint)index,
        });
        message.Attribute(IFA_LOCAL, local);
        message.Attribute(IFA_ADDRESS, local);
        if (prefixLength <= LongestWithBroadcast)
        {
            uint broadcast = BitConverter.ToUInt32(local) | (uint)IPAddress.HostToNetworkOrder((int)(uint.MaxValue >> prefixLength));
            message.Attribute(IFA_BROADCAST, broadcast);
        }

        Request(message.Bytes, "add address", $"{address}/{prefixLength} to interface {index}");
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
