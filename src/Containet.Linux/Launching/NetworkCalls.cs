using System.Net;
using System.Text;
using Containet.Linux.Netlink;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// How a container's network is set up by prepared calls, from inside its namespace: so the interface is never anywhere
/// else, and nothing but the namespace's own rights are needed. The kernel's acknowledgement decides about each request.
/// </summary>
public static unsafe class NetworkCalls
{
    // An ifreq's index is behind its name.
    private const int RequestIndexOffset = IFNAMSIZ;

    /// <summary>Opens a socket for requests about interfaces of the namespace that the child is in.</summary>
    public static Slot OpenRoute(this CallList calls) =>
        calls.Add(SYS_socket, (int)(ushort)LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, NETLINK_ROUTE);

    /// <summary>Makes a tap, or a further queue of one; the interface is down and has a random address (<see cref="Tap.Create"/>).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="name">The interface's name, 1 to 15 bytes.</param>
    /// <param name="flags"><c>IFF_…</c> of linux/if_tun.h; <c>IFF_TAP</c> is added.</param>
    /// <returns>The slot of the tap's descriptor.</returns>
    public static Slot MakeTap(this CallList calls, string name, int flags)
    {
        ifreq request = Named(name);
        request.ifr_flags = unchecked((short)(flags | IFF_TAP));


        // By the launcher's root: the descriptor outlives this namespace's mounts.
        Slot tap = calls.Add(
            SYS_openat, ChildEntry.HostRootFd, calls.Arena.Text("dev/net/tun"), LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        calls.Add(SYS_ioctl, tap, TUNSETIFF, calls.Arena.Put(request));
        return tap;
    }

    /// <summary>Asks for an interface's index.</summary>
    /// <returns>The address at which it will be.</returns>
    public static nint FindIndex(this CallList calls, Slot route, string name)
    {
        nint request = calls.Arena.Put(Named(name));
        calls.Add(SYS_ioctl, route, SIOCGIFINDEX, request);
        return request + RequestIndexOffset;
    }

    /// <summary>Changes an interface.</summary>
    public static void SetLink(this CallList calls, Slot route, string name, LinkSettings settings) =>
        calls.Request(route, RouteMessage.SetLink(stackalloc byte[RouteMessage.MaxLength], 1, index: 0, name, settings));

    /// <summary>Gives an interface an address and the route to its subnet.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="route">The socket.</param>
    /// <param name="index">Where the interface's index will be.</param>
    /// <param name="address">The address, of either family.</param>
    /// <param name="prefixLength">Bits of its network part.</param>
    public static void AddAddress(this CallList calls, Slot route, nint index, IPAddress address, int prefixLength)
    {
        nint message = calls.Put(
            RouteMessage.AddAddress(stackalloc byte[RouteMessage.MaxLength], 1, index: 0, address, prefixLength), out int length);
        calls.Copy(index, message + RouteMessage.AddressIndexOffset);
        calls.Request(route, message, length);
    }

    /// <summary>Sends what no other route is for to a gateway.</summary>
    public static void AddDefaultRoute(this CallList calls, Slot route, IPAddress gateway) =>
        calls.Request(route, RouteMessage.AddDefaultRoute(stackalloc byte[RouteMessage.MaxLength], 1, gateway));

    private static void Request(this CallList calls, Slot route, ReadOnlySpan<byte> message) =>
        calls.Request(route, calls.Put(message, out int length), length);

    private static void Request(this CallList calls, Slot route, nint message, int length)
    {
        const int ReplyRoom = 1024;
        nint reply = calls.Arena.Room(ReplyRoom);
        calls.Add(SYS_sendto, route, message, length);
        calls.AddAnswered(reply + sizeof(nlmsghdr), SYS_recvfrom, route, reply, ReplyRoom);
    }

    private static nint Put(this CallList calls, ReadOnlySpan<byte> message, out int length)
    {
        length = message.Length;
        return calls.Arena.Put(message);
    }

    private static ifreq Named(string name)
    {
        int length = Encoding.UTF8.GetByteCount(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(length, IFNAMSIZ, nameof(name));
        ifreq request = default;

        // Safe: the name is shorter than the field, which is zeroed.
        Encoding.UTF8.GetBytes(name, new Span<byte>(request.ifr_name, IFNAMSIZ));
        return request;
    }
}
