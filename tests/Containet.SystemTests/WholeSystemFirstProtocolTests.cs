using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Programs written for the first Containet, byte for byte, against the published switch.</summary>
[Trait("Category", "System")]
public class WholeSystemFirstProtocolTests
{
    private const int WithPi = 0; // the first programs' taps: four bytes before each frame, no virtio-net header

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Its_taps_join_ping_with_large_packets_and_leave(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var one = new NetworkNamespace();
        using var two = new NetworkNamespace();
        foreach ((NetworkNamespace node, int number) in new[] { (one, 1), (two, 2) })
        {
            using Fd tap = node.AddTap(WithPi, $"10.0.0.{number}/24", mtu: 64000);
            Assert.Equal("{}\n", FirstProtocolClient.AddPort(net.SocketPath, "", $"old{number}", tap));
        }

        Assert.Equal(["old1", "old2"], net.Nodes());
        Assert.All(net.Ask("ports"), port => Assert.Equal("""{"pi":true,"vnet":0}""", port.GetProperty("prefix").GetRawText()));
        one.Check("ping", "-n", "-q", "-c", "3", "-i", "0.05", "-W", "2", "-s", "63000", "-M", "do", "10.0.0.2");
        two.Check("ping", "-n", "-q", "-c", "3", "-i", "0.05", "-W", "2", "-s", "56", "10.0.0.1");

        // A container of today's at MTU 1500 is on the same network.
        using var today = Container.Start("-s", net.SocketPath, "-4", "10.0.0.3/24", "-i", "today");
        one.Check("ping", "-n", "-q", "-c", "2", "-i", "0.05", "-W", "2", "-s", "1472", "10.0.0.3");

        // A second interface of the first node: one request removes both.
        using (Fd second = one.Get(() => Tap.Create("eth1", WithPi)))
        {
            string add = """{"authtoken":"","add-etherfd":{"ifname":"eth1","nodeid":"old1"}}""";
            Assert.Equal("{}\n", FirstProtocolClient.Ask(net.SocketPath, add, second));
        }

        Assert.Equal(["old1", "old1", "old2", "today"], net.Nodes());
        Assert.Equal("{}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "", "old1"));
        Assert.Equal(["old2", "today"], net.Nodes());
        Assert.DoesNotContain("eth", one.Check("ip", "-br", "link"));
        today.Ping("10.0.0.2");
    }

    [SkippableFact]
    public void Its_control_socket_serves_the_scope_of_its_node()
    {
        using var net = RunningSwitch.Start();
        using var other = Container.Start("-s", net.SocketPath, "-i", "other");
        using var place = new NetworkNamespace();
        using (Fd tap = place.AddTap(WithPi, "10.0.0.1/24", mtu: 64000))
        {
            Assert.Equal("{}\n", FirstProtocolClient.AddPort(net.SocketPath, "t", "old", tap));
        }

        string control = $"{net.Directory}/control";
        using (Fd bound = UnixSocket.Bind(control))
        {
            Assert.Equal("{}\n", FirstProtocolClient.AddControlSocket(net.SocketPath, "t", "old", bound));
        }

        using var below = new NetworkNamespace();
        using (Fd tap = below.AddTap(WithPi, "10.0.0.2/24", mtu: 64000))
        {
            Assert.Equal("{}\n", FirstProtocolClient.AddPort(control, "", "below", tap));
        }

        place.Check("ping", "-n", "-q", "-c", "2", "-i", "0.05", "-W", "2", "-s", "63000", "-M", "do", "10.0.0.2");
        Assert.Contains("\"code\":\"denied\"", FirstProtocolClient.RemovePorts(control, "", "other"));
        Assert.Contains("\"code\":\"denied\"", FirstProtocolClient.RemovePorts(control, "", "nobody"));
        Assert.Equal(["below", "old", "other"], net.Nodes());
        Assert.Equal("{}\n", FirstProtocolClient.RemovePorts(control, "", "below"));
        Assert.Equal("{}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "t", "old"));
        Assert.Equal(["other"], net.Nodes());
        Launches.Eventually(() => !Answers(control), "the control socket is closed with its node's last port");
    }

    [SkippableFact]
    public void Its_reply_buffer_holds_every_refusal()
    {
        using var net = RunningSwitch.Start();
        string longest = new('n', 63);
        using (var place = new NetworkNamespace())
        {
            using Fd tap = place.AddTap(WithPi, "10.0.0.1/24");
            Assert.Equal("{}\n", FirstProtocolClient.AddPort(net.SocketPath, "t", longest, tap));
            Assert.EndsWith("\"code\":\"exists\"}\n", FirstProtocolClient.AddPort(net.SocketPath, "t", longest, tap));
        }

        using Fd file = Files.Open("/dev/null", Tmds.Linux.LibC.O_RDONLY);
        Assert.EndsWith("\"code\":\"denied\"}\n", FirstProtocolClient.AddPort(net.SocketPath, "u", longest, file));
        Assert.EndsWith("\"code\":\"not-a-tap\"}\n", FirstProtocolClient.AddPort(net.SocketPath, "u", longest[1..], file));
        Assert.EndsWith("\"code\":\"no-descriptor\"}\n", FirstProtocolClient.Ask(
            net.SocketPath, $$$"""{"authtoken":"u","add-etherfd":{"ifname":"eth0","nodeid":"{{{longest[1..]}}}"}}"""));
        Assert.EndsWith("\"code\":\"denied\"}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "u", longest));
        Assert.EndsWith("\"code\":\"not-found\"}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "u", longest[1..]));
        Assert.EndsWith("\"code\":\"not-a-socket\"}\n", FirstProtocolClient.AddControlSocket(net.SocketPath, "t", longest, file));
        Assert.EndsWith("\"code\":\"bad-request\"}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "u", longest + "n"));
        Assert.EndsWith("\"code\":\"bad-request\"}\n", FirstProtocolClient.Ask(
            net.SocketPath, $$$"""{"add-etherfd":{"ifname":"{{{longest + longest}}}","nodeid":"n"}}"""));
        Assert.EndsWith("\"code\":\"unknown-verb\"}\n", FirstProtocolClient.Ask(net.SocketPath, $$$"""{"{{{longest + longest}}}":{}}"""));
        Assert.EndsWith("\"code\":\"bad-json\"}\n", FirstProtocolClient.Ask(net.SocketPath, "nonsense"));
    }

    private static bool Answers(string socketPath)
    {
        try
        {
            UnixSocket.Connect(socketPath, TimeSpan.FromSeconds(1)).Dispose();
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
