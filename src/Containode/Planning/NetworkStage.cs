using Containet.Linux.Launching;
using Containet.Linux.Netlink;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>
/// The network, made from inside the container's own namespace: so eth0 is never anywhere else, and its tap is all that
/// comes out, handed to the launcher, which posts it to the switch.
/// </summary>
internal static class NetworkStage
{
    private const string Loopback = "lo";

    // The queue drops at its tail while the switch is busy elsewhere. At 10,000 small frames it covers about 20 ms of the
    // fastest sender, and costs 8 bytes a slot.
    private const int TransmitQueueLength = 10_000;

    /// <summary>Adds the steps.</summary>
    /// <returns>The tap, a descriptor for each of its queues; none without an interface on a switch.</returns>
    public static IReadOnlyList<Handed> Add(PlanBuilder plan, ContainerSpec spec)
    {
        if (!spec.Namespaces.Network.IsNew)
        {
            return [];
        }

        CallList calls = plan.InContainer("set up", Loopback);
        Slot route = calls.OpenRoute();
        calls.SetLink(route, Loopback, new LinkSettings { Up = true });
        return spec.Network is null ? [] : AddInterface(plan, spec.Network, route);
    }

    // Virtio-net headers let whoever forwards use offloads.
    private static Handed[] AddInterface(PlanBuilder plan, NetworkSpec network, Slot route)
    {
        const string Name = NetworkSpec.InterfaceName;
        CallList calls = plan.InContainer("make tap", Name);
        int flags = IFF_NO_PI | IFF_VNET_HDR | (network.Queues > 1 ? IFF_MULTI_QUEUE : 0);
        Slot[] tap = [.. Enumerable.Range(0, network.Queues).Select(_ => calls.MakeTap(Name, flags))];
        nint index = calls.FindIndex(route, Name);

        // Before the interface is up: a neighbour must not be able to configure it (CVE-2020-10749).
        plan.InContainer("refuse router advertisements on", Name).SetParameterIfThere($"net/ipv6/conf/{Name}/accept_ra", "0");

        calls = plan.InContainer("configure", $"{Name} with MTU {network.Mtu} and address {Network.StableMac.Format([.. network.Mac])}");
        calls.SetLink(route, Name, new LinkSettings
        {
            Address = [.. network.Mac],
            Mtu = network.Mtu,
            TransmitQueueLength = TransmitQueueLength,
        });
        foreach (InterfaceAddress address in network.Addresses)
        {
            plan.InContainer("add address", $"{address} to {Name}").AddAddress(route, index, address.Address, address.PrefixLength);
        }

        plan.InContainer("set up", Name).SetLink(route, Name, new LinkSettings { Up = true });
        foreach (System.Net.IPAddress gateway in network.Gateways)
        {
            plan.InContainer("add gateway", gateway.ToString()).AddDefaultRoute(route, gateway);
        }

        return [.. tap.Select(plan.Hand)];
    }
}
