using System.Diagnostics;
using System.Net;
using Containet.Linux;
using Containet.Linux.Netlink;
using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Targets;

/// <summary>How every port's station is addressed, whatever the target: the same for all, so that all are measured alike.</summary>
internal static class Station
{
    /// <summary>The interface's name in its namespace.</summary>
    public const string Interface = "eth0";

    /// <summary>The MTU, in bytes.</summary>
    public const int Mtu = 1500;

    /// <summary>Frames that a tap's queue holds, as the launcher makes taps.</summary>
    public const int TapQueue = 10000;

    /// <summary>The first of the addresses behind port 1 that flows go to; each flow has one.</summary>
    public static readonly IPAddress FlowAddress = IPAddress.Parse("10.1.0.1");

    private const string FlowNetwork = "10.1.0.0/24";

    private const int PrefixLength = 16;
    private const int TapFlags = IFF_NO_PI | IFF_VNET_HDR;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The address of a port's station, in 10.0.0.0/16.</summary>
    /// <param name="port">0 for the first.</param>
    public static IPAddress Address(int port) => LoadSocket.Plus(IPAddress.Parse("10.0.0.0"), port + 1);

    /// <summary>The hardware address of a port's station.</summary>
    public static string Mac(int port) => MacNumber.Format(MacNumber.OfPort(port));

    /// <summary>Gives a port's interface its addresses and brings it up.</summary>
    /// <param name="where">Its namespace, where the interface is.</param>
    /// <param name="port">0 for the first.</param>
    /// <param name="queue">Frames that its queue holds; null leaves what it has.</param>
    public static void Configure(NetNamespace where, int port, int? queue)
    {
        byte[] mac = new byte[MacNumber.Bytes];
        MacNumber.Write(mac, MacNumber.OfPort(port));
        where.Do(() =>
        {
            using var route = new RouteSocket();
            int index = RouteSocket.IndexOf(Interface);
            route.SetLink(index, new LinkSettings { Address = mac, Mtu = Mtu, TransmitQueueLength = queue });
            route.AddAddress(index, Address(port), PrefixLength);
            route.SetLink(index, new LinkSettings { Up = true });
        });
    }

    /// <summary>Makes a port's interface a tap like those that the launcher makes, addressed and up.</summary>
    /// <param name="where">Its namespace.</param>
    /// <param name="port">0 for the first.</param>
    /// <param name="queues">How many queues it has.</param>
    public static TapQueues AddTap(NetNamespace where, int port, int queues = 1)
    {
        TapQueues tap = where.Get(() => TapQueues.Create(Interface, TapFlags, queues));
        Configure(where, port, TapQueue);
        return tap;
    }

    /// <summary>Has a port's station heard once: a frame of it goes to port 0.</summary>
    public static void Announce(NetNamespace where, int port)
    {
        byte[] frame = new byte[RawFrame.Size];
        MacNumber.Write(frame, MacNumber.OfPort(0));
        MacNumber.Write(frame.AsSpan(MacNumber.Bytes), MacNumber.OfPort(port));
        frame[12] = 0x88; // An EtherType for experiments (IEEE 802): nobody takes it for anything.
        frame[13] = 0xb5;
        using Fd socket = where.Get(() => RawSender.Open(Interface, bypass: false));
        RawSender.SendOne(socket, frame);
    }

    /// <summary>
    /// Waits until the first two ports reach each other, and routes the flows' addresses from the one to the other, so that flows
    /// differ in address without a need for more than one answer to ARP.
    /// </summary>
    /// <exception cref="TargetException">They do not reach each other.</exception>
    public static void Join(Rig rig)
    {
        rig.Ports[0].Ip($"route add {FlowNetwork} via {Address(1)}");
        rig.Ports[1].Ip($"route add local {FlowNetwork} dev lo");
        if (!Wait.Until(() => Pings(rig.Ports[0], 1) && Pings(rig.Ports[1], 0), Patience))
        {
            rig.MustStand();
            throw new TargetException($"its ports do not reach each other within {Patience.TotalSeconds} s (ping)");
        }
    }

    private static bool Pings(NetNamespace from, int port)
    {
        using Process ping = from.Start("ping", "-q", "-c", "1", "-W", "1", $"{Address(port)}");
        return ping.WaitForExit(Patience) && ping.ExitCode == 0;
    }
}
