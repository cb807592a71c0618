using Containet.Linux;
using Containet.Linux.Netlink;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode;

/// <summary>
/// A container's network, made by the launcher: its thread moves into a new network namespace, sets that up, and clones
/// the container from there, so that everything that concerns the network is ordinary code and the tap's descriptor
/// need not be brought out of the container. One thread, which stays in the namespace.
/// </summary>
internal static class ContainerNetwork
{
    /// <summary>The interface on the switch.</summary>
    public const string InterfaceName = "eth0";

    /// <summary>Ethernet's.</summary>
    public const int Mtu = 1500;

    // The queue drops at its tail while the switch is busy elsewhere. At 10,000 small frames it covers about 20 ms of the
    // fastest sender, and costs 8 bytes a slot.
    private const int TransmitQueueLength = 10_000;

    /// <summary>Moves the calling thread into a new network namespace, with <c>lo</c> up.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Enter()
    {
        if (LibC.unshare(LibC.CLONE_NEWNET) < 0)
        {
            throw LinuxException.FromErrno("make", "a network namespace");
        }

        using var route = new RouteSocket();
        route.SetLink(RouteSocket.Loopback, new LinkSettings { Up = true });
    }

    /// <summary>Makes eth0 in the calling thread's network namespace.</summary>
    /// <param name="options">The container's.</param>
    /// <param name="queues">How many queues it should have.</param>
    /// <returns>The tap, with virtio-net headers, so that whoever forwards may use offloads.</returns>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static TapQueues AddInterface(LaunchOptions options, int queues)
    {
        TapQueues tap = TapQueues.Create(InterfaceName, IFF_NO_PI | IFF_VNET_HDR, queues);
        try
        {
            // Before the interface is up: a neighbour must not be able to configure it (CVE-2020-10749).
            RefuseRouterAdvertisements();
            using var route = new RouteSocket();
            int index = RouteSocket.IndexOf(InterfaceName);
            route.SetLink(index, new LinkSettings
            {
                Address = StableMac.Of(options.Identity),
                Mtu = Mtu,
                TransmitQueueLength = TransmitQueueLength,
            });
            if (options.Address is { } address)
            {
                route.AddAddress(index, address.Address, address.PrefixLength);
            }

            route.SetLink(index, new LinkSettings { Up = true });
            return tap;
        }
        catch
        {
            tap.Dispose();
            throw;
        }
    }

    // The file that the calling thread sees is its own network namespace's; without IPv6 there is none.
    private static void RefuseRouterAdvertisements()
    {
        const string Setting = "/proc/sys/net/ipv6/conf/" + InterfaceName + "/accept_ra";
        if (File.Exists(Setting))
        {
            File.WriteAllText(Setting, "0");
        }
    }
}
