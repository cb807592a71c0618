using System.Buffers.Binary;
using System.Net;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>Whose addresses are whose: what is pinned, what may be used, how many may be learned.</summary>
public class AddressTests
{
    private const string Self = "10.0.0.1";
    private const string Other = "10.0.0.2";
    private const string Nobodys = "10.0.0.99";

    public static TheoryData<GuardKind, string, DropReason> Senders => new()
    {
        { GuardKind.Others, Self, DropReason.None },
        { GuardKind.Others, Other, DropReason.SpoofedAddress },
        { GuardKind.Others, Nobodys, DropReason.None },
        { GuardKind.Others, "0.0.0.0", DropReason.None },
        { GuardKind.Others, "fd00::2", DropReason.SpoofedAddress },
        { GuardKind.Others, "fd00::9", DropReason.None },
        { GuardKind.Strict, Self, DropReason.None },
        { GuardKind.Strict, Other, DropReason.SpoofedAddress },
        { GuardKind.Strict, Nobodys, DropReason.SpoofedAddress },
        { GuardKind.Strict, "0.0.0.0", DropReason.None },
        { GuardKind.Strict, "fd00::2", DropReason.SpoofedAddress },
        { GuardKind.Strict, "fd00::9", DropReason.None }, // it has no IPv6 address, so any that is nobody's
        { GuardKind.Strict, "fe80::1", DropReason.None },
        { GuardKind.Off, Other, DropReason.None },
        { GuardKind.Off, "fd00::2", DropReason.None },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public void A_port_uses_no_address_of_anothers(GuardKind guard, string sender, DropReason expected)
    {
        var address = IPAddress.Parse(sender);
        bool isIp4 = address.GetAddressBytes().Length == 4;
        byte[][] packets = isIp4 ? [Ip(address), Arp(address, TestFrame.Station(1))] : [Ip(address), Advertisement(address)];
        foreach (byte[] packet in packets)
        {
            for (int tags = 0; tags <= 2; tags++)
            {
                using var sim = new SimulatedSwitch(new SwitchOptions());
                (Port a, Port b) = Pair(sim, guard);
                sim.Taps[a].ToSwitch.Enqueue(Frame(packet, tags));
                sim.Drain();
                Assert.Equal(expected == DropReason.None ? 1 : 0, sim.Taps[b].FromSwitch.Count);
                Assert.Equal(expected == DropReason.None ? 0 : 1, a.Counters.Drops(expected == DropReason.None ? DropReason.SpoofedAddress : expected));
            }
        }
    }

    [Fact]
    public void A_neighbours_hardware_address_is_neither_used_nor_told_to_others()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions());
        (Port a, Port b) = Pair(sim, GuardKind.Others);
        sim.Taps[a].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(2), 1, 60));
        sim.Taps[a].ToSwitch.Enqueue(Frame(Arp(IPAddress.Parse(Nobodys), TestFrame.Station(2)), 0));
        sim.Drain();
        Assert.Equal(2, a.Counters.Drops(DropReason.SpoofedSource));
        sim.Taps[a].ToSwitch.Enqueue(Frame(Arp(IPAddress.Parse(Nobodys), TestFrame.Station(7)), 0)); // for a station behind it
        sim.Taps[a].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(7), 1, 60));
        sim.Drain();
        Assert.Equal(2, sim.Taps[b].FromSwitch.Count);
        sim.Switch.SetPort(a, settings => settings with { Guard = GuardKind.Strict });
        sim.Taps[a].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(7), 1, 60));
        sim.Drain();
        Assert.Equal(3, a.Counters.Drops(DropReason.SpoofedSource));
    }

    [Fact]
    public void What_is_pinned_stays_where_it_is_until_it_is_unpinned()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { MacSlots = 1024 });
        Port a = sim.Add(0);
        Port b = sim.Add(0);
        sim.Switch.Pin(a, TestFrame.Station(5));
        sim.Switch.Pin(a, TestFrame.Station(5));
        Assert.Equal("exists", Refused(() => sim.Switch.Pin(b, TestFrame.Station(5))));
        Assert.Equal("exists", Refused(() => sim.Switch.AddPort(new PortSpec("c", "eth0") { Mac = TestFrame.Station(5) })));
        Assert.Equal("not-found", Refused(() => sim.Switch.Unpin(b, TestFrame.Station(5))));
        Send(sim, b, 5);
        Assert.Equal(1, b.Counters.Drops(DropReason.SpoofedSource));
        sim.Switch.AddNetwork("blue", NetworkSettings.Plain);
        a = sim.Switch.MoveToNetwork(a, "blue");
        Assert.Equal(a.Number, a.Network.Table.PinnedPort(TestFrame.Station(5)));
        Send(sim, b, 5);
        Assert.Equal(1, b.Counters.Drops(DropReason.SpoofedSource));
        sim.Switch.Pin(b, TestFrame.Station(5));
        Assert.Equal("exists", Refused(() => sim.Switch.MoveToNetwork(a, "default")));
        sim.Switch.Unpin(b, TestFrame.Station(5));
        Assert.Equal(0, b.Network.Table.PinnedPort(TestFrame.Station(5)));
        a = sim.Switch.MoveToNetwork(a, "default");
        sim.Switch.RemovePort(a);
        Send(sim, b, 5);
        Assert.Equal(1, b.Counters.Drops(DropReason.SpoofedSource));
        for (int i = 0; i < SwitchLimits.PinnedAddresses; i++)
        {
            sim.Switch.Pin(b, new MacAddress((ulong)(i << 16) | 2));
        }

        Assert.Equal("limit", Refused(() => sim.Switch.Pin(b, TestFrame.Station(99))));
    }

    // Whatever is learned, moved and forgotten, as many as may be and no more.
    [Property(MaxTest = 200, StartSize = 10, EndSize = 200)]
    public void No_more_addresses_are_learned_than_may_be(byte[] tape)
    {
        const int Most = 4;
        using var sim = new SimulatedSwitch(new SwitchOptions { MacSlots = 1024 });
        Port a = sim.Add(0);
        Port b = sim.Add(0);
        sim.Switch.SetPort(a, settings => settings with { MaxLearned = Most });
        foreach (byte b0 in tape)
        {
            if (b0 >= 250)
            {
                sim.Switch.AdvanceEpoch();
                continue;
            }

            int station = (b0 % 12) + 1;
            bool isAtA = (b0 & 0x80) != 0;
            HashSet<MacAddress> known = [.. a.Network.Table.Entries().Where(e => e.Port == a.Number).Select(e => e.Address)];
            long before = a.Counters.Drops(DropReason.TooManyAddresses);
            Send(sim, isAtA ? a : b, station);
            bool expected = isAtA && known.Count >= Most && !known.Contains(TestFrame.Station(station));
            Assert.Equal(expected ? 1 : 0, a.Counters.Drops(DropReason.TooManyAddresses) - before);
        }
    }

    private static (Port A, Port B) Pair(SimulatedSwitch sim, GuardKind guard)
    {
        Port a = sim.Switch.AddPort(new PortSpec("a", "eth0") { Mac = TestFrame.Station(1), Ip4 = $"{Self}/24", Guard = guard });
        Port b = sim.Switch.AddPort(new PortSpec("b", "eth0") { Mac = TestFrame.Station(2), Ip4 = $"{Other}/24" });
        sim.Switch.Pin(b, IPAddress.Parse("fd00::2"));
        return (a, b);
    }

    private static void Send(SimulatedSwitch sim, Port from, int station)
    {
        sim.Taps[from].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(station), 1, 60));
        sim.Drain();
    }

    private static byte[] Frame(byte[] packet, int tags)
    {
        byte[] frame = new byte[12];
        MacAddress.Broadcast.Write(frame);
        TestFrame.Station(1).Write(frame.AsSpan(6));
        return [.. frame, .. Enumerable.Repeat<byte[]>([0x81, 0, 0, 5], tags).SelectMany(tag => tag), .. packet];
    }

    private static byte[] Ip(IPAddress source)
    {
        byte[] octets = source.GetAddressBytes();
        byte[] packet = new byte[62];
        bool isIp4 = octets.Length == 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet, isIp4 ? (ushort)0x0800 : (ushort)0x86DD);
        packet[2] = isIp4 ? (byte)0x45 : (byte)0x60;
        octets.CopyTo(packet, 2 + (isIp4 ? 12 : 8));
        return packet;
    }

    // From an address that is its own, and saying that another is.
    private static byte[] Advertisement(IPAddress target)
    {
        byte[] packet = new byte[2 + 40 + 32];
        Ip(IPAddress.Parse("fe80::1")).CopyTo(packet, 0);
        packet[2 + 6] = 58;
        packet[2 + 40] = 136;
        target.GetAddressBytes().CopyTo(packet, 2 + 48);
        return packet;
    }

    private static byte[] Arp(IPAddress sender, MacAddress hardware)
    {
        byte[] packet = [0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2, .. new byte[20]];
        hardware.Write(packet.AsSpan(2 + 8));
        sender.GetAddressBytes().CopyTo(packet, 2 + 14);
        return packet;
    }

    private static string Refused(Action action) => Assert.Throws<SwitchException>(action).Code;
}
