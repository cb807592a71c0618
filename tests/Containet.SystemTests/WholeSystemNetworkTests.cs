using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Networks, changed by containetctl under the traffic of containers.</summary>
[Trait("Category", "System")]
public class WholeSystemNetworkTests
{
    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_port_moves_between_networks_under_traffic(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, 3);
        net.Control("network", "add", "blue", "--mtu", "1400");
        nodes.All[0].Ping("10.0.0.2");

        // It pings all the while; what it gets meanwhile is not looked at, only that it goes on.
        nodes.All[2].Type("ping -n -q -i 0.002 -w 20 -c 2000 10.0.0.1");
        for (int i = 0; i < 4; i++)
        {
            net.Control("port", "move", "node2:eth0", "blue");
            Assert.NotEqual(0, nodes.All[0].Do("ping -n -q -c 1 -W 0.3 10.0.0.2").Status);
            net.Control("port", "move", "node2:eth0", "default");
            nodes.All[0].Ping("10.0.0.2");
        }

        CommandResult bystander = nodes.All[2].Answer("ping");
        Assert.True(bystander.Status == 0 && bystander.Output.Contains("2000 received", StringComparison.Ordinal), bystander.Output);
        net.Control("port", "move", "node1:eth0", "blue");
        net.Control("port", "move", "node2:eth0", "blue");
        nodes.All[0].Ping("10.0.0.2", size: 1300);
        Assert.NotEqual(0, nodes.All[0].Do("ping -n -q -c 1 -W 0.3 -s 1450 10.0.0.2").Status);
        Assert.Equal("blue:2 default:1", string.Join(' ', net.Ask("networks").Select(n => $"{n.GetProperty("network")}:{n.GetProperty("ports")}").Order()));
        CommandResult refused = Command.Run(Programs.Containetctl(), "-s", net.SocketPath, "network", "remove", "blue");
        Assert.Equal((1, "containetctl: remove-network: network 'blue' has 2 ports: move or remove them first\n"), (refused.Status, refused.Error));
    }

    [SkippableFact]
    public void Isolated_containers_hear_only_open_ones()
    {
        using var net = RunningSwitch.Start();
        using var nodes = new Containers(net, 3);
        net.Control("network", "set", "default", "--isolated", "yes");
        net.Control("port", "set", "node3:eth0", "--isolated", "no");
        nodes.All[0].Ping("10.0.0.3");
        nodes.All[1].Ping("10.0.0.3");
        Assert.NotEqual(0, nodes.All[0].Do("ping -n -q -c 1 -W 0.3 10.0.0.2").Status);
        net.Control("network", "set", "default", "--isolated", "no");
        nodes.All[0].Ping("10.0.0.2");
    }
}
