using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>The published switch: how it starts and ends while containers are there, and what it says of itself.</summary>
[Trait("Category", "System")]
public class WholeSystemSwitchTests
{
    public static TheoryData<string, int> EnginesAndEnds => new()
    {
        { "io_uring", LibC.SIGINT }, { "io_uring", LibC.SIGTERM }, { "epoll", LibC.SIGINT }, { "epoll", LibC.SIGTERM },
    };

    [SkippableTheory]
    [MemberData(nameof(EnginesAndEnds))]
    public void It_ends_with_status_0_and_the_containers_go_on_without_a_network(string engine, int signal)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, 2);
        nodes.All[0].Ping("10.0.0.2");
        Launches.Signal(net.Pid, signal);
        Assert.Equal(0, net.AwaitEnd());
        Assert.False(File.Exists(net.SocketPath));
        Assert.True(net.Says($"end: {(signal == LibC.SIGINT ? "SIGINT" : "SIGTERM")}"));

        // The kernel takes a ring apart after its process has ended.
        Launches.Eventually(() => nodes.All[0].Do("ip link show eth0").Status != 0, "the interface ends with the switch");
        Assert.Equal(4, nodes.All[0].Exit(4));
    }

    [SkippableFact]
    public void A_live_socket_is_refused_and_a_stale_one_replaced()
    {
        using var net = RunningSwitch.Start();
        CommandResult second = Command.Run(Programs.Containet(), "-s", net.SocketPath);
        Assert.Equal((1, "", $"containet: {net.SocketPath}: already served by another switch\n"), (second.Status, second.Output, second.Error));
        using (var first = new Containers(net, 2))
        {
            first.All[0].Ping("10.0.0.2");
            net.CrashAndStartAgain();
            Assert.Empty(net.Nodes());
        }

        using var nodes = new Containers(net, 2);
        nodes.All[0].Ping("10.0.0.2");
        Assert.Equal(["node1", "node2"], net.Nodes());
    }

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Its_workers_say_which_engine_they_have(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 3);
        Assert.True(net.Says($"ready on {net.SocketPath}, workers 3, engine {engine}"));
        string[] table = Command.Check(Programs.Containetctl(), "-s", net.SocketPath, "workers").Split('\n');
        Assert.Equal(["WORKER", "CORE", "ENGINE", "PORTS", "TURNS", "FRAMES", "DROPPED", "SHORTAGES"], table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([engine, engine, engine], table[1..4].Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
    }

    [SkippableFact]
    public void Every_option_of_its_is_taken()
    {
        using var net = RunningSwitch.Start("--workers", "1", "--engine", "epoll", "--poll", "20", "--ageing", "1", "--socket-mode", "0666");
        Assert.Equal("666\n", Command.Check("stat", "-c", "%a", net.SocketPath));
        using var nodes = new Containers(net, 2);
        Assert.All(nodes.All, node => node.Check("ip link set eth0 address 02:00:00:00:00:$(hostname | tr -dc 0-9)0")); // the declared ones are pinned
        nodes.All[0].Ping("10.0.0.2");
        Assert.Equal(4, net.Ask("macs").Count);
        Assert.All(nodes.All, node => node.Check("ip link set eth0 down")); // IPv6 would be heard now and then
        Launches.Eventually(() => net.Ask("macs").Count == 2, "the addresses are forgotten a second after their stations fell silent");
    }
}
