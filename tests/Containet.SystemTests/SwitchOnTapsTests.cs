using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>The data plane in this process, on real taps in namespaces of the test's own: the same for every engine.</summary>
public abstract class SwitchOnTapsTests(EngineKind engine) : SwitchOnTaps(engine)
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Stations_reach_each_other_within_and_across_workers(int workers)
    {
        Switch sut = Start(new SwitchOptions { Workers = workers });
        List<NetworkNamespace> nodes = [.. Enumerable.Range(1, 4).Select(n => Join(n, WithVnet, n % workers).Node)];
        for (int from = 0; from < nodes.Count; from++)
        {
            for (int to = 1; to <= nodes.Count; to++)
            {
                if (to != from + 1)
                {
                    nodes[from].Check("ping", "-c", "2", "-i", "0.05", "-W", "2", $"10.0.0.{to}");
                }
            }
        }

        Assert.Equal(4, sut.Networks[0].Table.Entries().Count);
        Assert.All(sut.Ports, p => Assert.Equal(0, p.Counters.Drops(DropReason.WriteFailed)));
    }

    [SkippableTheory]
    [InlineData(Plain, Plain)]
    [InlineData(WithPi, WithVnet)]
    [InlineData(WithVnet, WithPi)]
    [InlineData(WithVnet, WithVnet)]
    [InlineData(WithBoth, Plain)]
    [InlineData(WithBoth, WithPi)]
    public void Taps_of_different_kinds_understand_each_other(int left, int right)
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, left, worker: 0, mtu: 9000);
        (NetworkNamespace b, _) = Join(2, right, worker: 1, mtu: 9000);
        a.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "-s", "8000", "-M", "do", "10.0.0.2");
        TcpStream.Transfer(a, b, "10.0.0.2", 8_000_000);
    }

    [SkippableFact]
    public void Frames_of_64000_bytes_cross()
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, WithPi, worker: 0, mtu: 64000);
        (NetworkNamespace b, _) = Join(2, WithPi, worker: 1, mtu: 64000);
        a.Check("ping", "-c", "3", "-i", "0.05", "-W", "2", "-s", "63000", "-M", "do", "10.0.0.2");
        b.Check("ping", "-c", "3", "-i", "0.05", "-W", "2", "-s", "1943", "-M", "do", "10.0.0.1"); // 1985 bytes: one over a head
        b.Check("ping", "-c", "3", "-i", "0.05", "-W", "2", "-s", "1942", "-M", "do", "10.0.0.1"); // 1984: exactly a head
        TcpStream.Transfer(a, b, "10.0.0.2", 8_000_000);
    }

    [SkippableFact]
    public void A_forgotten_station_is_found_again()
    {
        Switch sut = Start(new SwitchOptions { Workers = 2, Ageing = TimeSpan.FromSeconds(1) });
        (NetworkNamespace a, _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, _) = Join(2, WithVnet, worker: 1);
        b.Check("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1");
        a.Check("sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        Assert.True(
            SpinWait.SpinUntil(() => sut.Networks[0].Table.Entries().Count == 0, TimeSpan.FromSeconds(5)), "nothing was forgotten");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        Assert.Equal(2, sut.Networks[0].Table.Entries().Count);
    }

    [SkippableFact]
    public void A_station_that_moves_is_followed_at_once()
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, _) = Join(2, WithVnet, worker: 1);
        (NetworkNamespace c, Port third) = Join(3, WithVnet, worker: 0);
        string address = b.Check("cat", "/sys/class/net/eth0/address").Trim();
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");

        // The station goes on at the third port, with its addresses, and is heard there once.
        b.Check("ip", "link", "set", "eth0", "down");
        c.Check("ip", "link", "set", "eth0", "down");
        c.Check("ip", "link", "set", "eth0", "address", address);
        c.Check("ip", "addr", "replace", "10.0.0.2/24", "dev", "eth0");
        c.Check("ip", "link", "set", "eth0", "up");
        c.Check("ping", "-c", "1", "-W", "2", "-I", "10.0.0.2", "10.0.0.1");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        Assert.Contains(sut.Networks[0].Table.Entries(), e => e.Address.ToString() == address && e.Port == third.Number);
    }

    [SkippableFact]
    public void After_a_port_is_removed_its_station_is_gone_and_the_others_go_on()
    {
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, WithVnet, worker: 1);
        (NetworkNamespace _, Port third) = Join(3, WithVnet, worker: 1);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.3");

        sut.RemovePort(second);
        Assert.NotEqual(0, a.Run("ping", "-c", "1", "-W", "1", "10.0.0.2").Status);
        Assert.DoesNotContain(sut.Networks[0].Table.Entries(), e => e.Port == second.Number);
        Assert.DoesNotContain("eth0", b.Check("ip", "-br", "link"), StringComparison.Ordinal);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.3");
        Assert.Equal(third, sut.Ports[^1]);
    }

    [SkippableFact]
    public void An_interface_that_is_deleted_is_given_up_and_one_that_is_down_is_counted()
    {
        Switch sut = Start(new SwitchOptions { Workers = 1 });
        (NetworkNamespace a, Port first) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, WithVnet, worker: 0);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        b.Check("ip", "link", "set", "eth0", "down");
        Assert.NotEqual(0, a.Run("ping", "-c", "1", "-W", "1", "10.0.0.2").Status);
        Assert.True(second.Counters.Drops(DropReason.InterfaceDown) > 0);
        Assert.Equal(0, second.Failure);

        b.Check("ip", "link", "del", "eth0");
        Assert.True(SpinWait.SpinUntil(() => second.Failure != 0, TimeSpan.FromSeconds(5)), "nobody noticed");
        long turns = sut.Workers[0].Counters.Turns;
        Thread.Sleep(200); // long enough for a worker that spins on the dead descriptor to show
        Assert.InRange(sut.Workers[0].Counters.Turns - turns, 0, 100);
        sut.RemovePort(second);
        Assert.Equal([first], sut.Ports);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_flood_is_survived_in_order_and_without_duplicates(int workers)
    {
        Switch sut = Start(new SwitchOptions { Workers = workers });
        (NetworkNamespace a, _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, _) = Join(2, WithVnet, worker: workers - 1);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        using Socket receiver = b.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        using Socket sender = a.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(new IPEndPoint(IPAddress.Any, 5001));
        receiver.ReceiveTimeout = 500;
        sender.Connect(IPAddress.Parse("10.0.0.2"), 5001);

        Task<(int Received, int Wrong)> counting = NumberedDatagrams.CountMeanwhile(receiver);
        int sent = 0;
        byte[] datagram = new byte[1200];
        for (long end = Environment.TickCount64 + 1500; Environment.TickCount64 < end;)
        {
            // Mostly small ones of one size, which are put together; now and then another size, which must not overtake.
            BinaryPrimitives.WriteInt32BigEndian(datagram, ++sent);
            sender.Send(datagram.AsSpan(0, sent % 50 == 0 ? 1200 : sent % 77 == 0 ? 9 : 18));
        }

        (int received, int wrong) = counting.Result;
        Assert.Equal(0, wrong);
        Assert.True(received > 1000, $"{received} of {sent} came");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        Assert.True(
            SpinWait.SpinUntil(() => sut.Ports.All(p => p.Failure == 0), TimeSpan.FromSeconds(1)), "a port was given up");
    }

    [SkippableFact]
    public void Thousands_of_failed_writes_are_counted_and_survived()
    {
        const int SolUdp = 17;
        const int UdpSegment = 103; // linux/udp.h: the kernel cuts a datagram, or leaves that to whoever gets it
        Switch sut = Start(new SwitchOptions { Workers = 1 });
        (NetworkNamespace a, Port first) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, Plain, worker: 0);
        (NetworkNamespace _, Port healthy) = Join(4, WithVnet, worker: 0);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.4");
        b.Check("ip", "link", "set", "eth0", "down");
        long sent = second.Counters.SentFrames;
        using Socket sender = a.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        sender.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(8));
        sender.Connect(IPAddress.Parse("10.0.0.2"), 5001);

        // What goes to another port at the same time must not be taken for what failed.
        using Socket other = a.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        other.SetRawSocketOption(SolUdp, UdpSegment, BitConverter.GetBytes(8));
        byte[] datagram = new byte[8 * 100];
        for (int i = 0; i < 4000; i++)
        {
            sender.Send(datagram);
            other.SendTo(datagram, new IPEndPoint(IPAddress.Parse("10.0.0.4"), 5001));
            if (i == 2000)
            {
                Assert.True(
                    SpinWait.SpinUntil(() => second.Counters.Drops(DropReason.InterfaceDown) > 10_000, TimeSpan.FromSeconds(20)),
                    "nothing was tried");
                b.Check("ip", "link", "del", "eth0");
            }
        }

        Assert.True(SpinWait.SpinUntil(() => second.Failure != 0, TimeSpan.FromSeconds(5)), "nobody noticed");
        sut.RemovePort(second);
        Assert.Equal(0, healthy.Failure);
        Assert.Equal(0, healthy.Counters.Drops(DropReason.InterfaceDown) + healthy.Counters.Drops(DropReason.PortGone));
        Assert.Equal(sent, second.Counters.SentFrames);
        Assert.True(second.Counters.SentBytes >= 0);
        (NetworkNamespace _, Port _) = Join(3, WithVnet, worker: 0);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.3");
        Assert.Equal(0, first.Failure);
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringSwitchOnTapsTests() : SwitchOnTapsTests(EngineKind.Uring);

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "System")]
public sealed class Uring515SwitchOnTapsTests() : SwitchOnTapsTests(EngineKind.Uring515);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollSwitchOnTapsTests() : SwitchOnTapsTests(EngineKind.Epoll);
