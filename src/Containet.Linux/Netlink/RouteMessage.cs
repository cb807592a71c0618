using System.Net;
using System.Net.Sockets;
using System.Text;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Netlink;

/// <summary>Requests about interfaces, as bytes (rtnetlink(7)): sent by <see cref="RouteSocket"/>, or prepared for a child to send.</summary>
internal static class RouteMessage
{
    /// <summary>Room for the longest.</summary>
    public const int MaxLength = 256;

    /// <summary>Where the interface's index is in an address request: in the fixed part, behind the header.</summary>
    public const int AddressIndexOffset = 20;

    private const int LongestWithBroadcast = 30; // from /31 on, every address is a host's (RFC 3021)

    /// <summary>Changes an interface.</summary>
    /// <param name="buffer">Where the message goes.</param>
    /// <param name="sequence">The number that the answer repeats.</param>
    /// <param name="index">The interface's index; 0 to go by the name.</param>
    /// <param name="name">Its name; null to go by the index.</param>
    /// <param name="settings">What to change.</param>
    public static ReadOnlySpan<byte> SetLink(Span<byte> buffer, uint sequence, int index, string? name, LinkSettings settings)
    {
        var message = new NetlinkMessage(buffer, RTM_NEWLINK, 0, sequence);
        message.Append(new ifinfomsg
        {
            ifi_index = index,
            ifi_flags = settings.Up == true ? IFF_UP : 0,
            ifi_change = settings.Up is null ? 0 : IFF_UP,
        });
        if (name is not null)
        {
            message.Attribute(IFLA_IFNAME, Encoding.UTF8.GetBytes(name + '\0'));
        }

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

        return message.Bytes;
    }

    /// <summary>
    /// Gives an interface an address, with the route to its subnet; an IPv4 one with the subnet's broadcast address, an IPv6
    /// one without the second in which the kernel would look for another station that has it.
    /// </summary>
    public static ReadOnlySpan<byte> AddAddress(Span<byte> buffer, uint sequence, int index, IPAddress address, int prefixLength)
    {
        Span<byte> local = stackalloc byte[16];
        bool isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        address.TryWriteBytes(local, out int length);
        local = local[..length];

        var message = new NetlinkMessage(buffer, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sequence);
        message.Append(new ifaddrmsg
        {
            ifa_family = (byte)(isV4 ? LibC.AF_INET : LibC.AF_INET6),
            ifa_prefixlen = (byte)prefixLength,
            ifa_flags = isV4 ? (byte)0 : IFA_F_NODAD,
            ifa_index = (uint)index,
        });
        message.Attribute(IFA_LOCAL, local);
        message.Attribute(IFA_ADDRESS, local);
        if (isV4 && prefixLength <= LongestWithBroadcast)
        {
            uint broadcast = BitConverter.ToUInt32(local) | (uint)IPAddress.HostToNetworkOrder((int)(uint.MaxValue >> prefixLength));
            message.Attribute(IFA_BROADCAST, broadcast);
        }

        return message.Bytes;
    }

    /// <summary>Sends everything that no other route is for to a gateway, which must be in the subnet of an address.</summary>
    public static ReadOnlySpan<byte> AddDefaultRoute(Span<byte> buffer, uint sequence, IPAddress gateway)
    {
        Span<byte> via = stackalloc byte[16];
        bool isV4 = gateway.AddressFamily == AddressFamily.InterNetwork;
        gateway.TryWriteBytes(via, out int length);

        var message = new NetlinkMessage(buffer, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, sequence);
        message.Append(new rtmsg
        {
            rtm_family = (byte)(isV4 ? LibC.AF_INET : LibC.AF_INET6),
            rtm_table = RT_TABLE_MAIN,
            rtm_protocol = RTPROT_BOOT,
            rtm_scope = RT_SCOPE_UNIVERSE,
            rtm_type = RTN_UNICAST,
        });
        message.Attribute(RTA_GATEWAY, via[..length]);
        return message.Bytes;
    }
}
