using System.Security.Cryptography;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What containers of the published launcher say to each other through the published switch, on either engine.</summary>
[Trait("Category", "System")]
public class WholeSystemTrafficTests
{
    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Containers_reach_each_other_within_and_across_workers(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, 4);
        Assert.Equal([2, 2], net.Ask("ports").GroupBy(port => port.GetProperty("worker").GetInt32()).Select(worker => worker.Count()));
        Assert.All(net.Ask("workers"), worker => Assert.Equal(engine, worker.GetProperty("engine").GetString()));

        foreach (Container from in nodes.All)
        {
            foreach (string address in nodes.Addresses)
            {
                from.Ping(address);
            }
        }

        Assert.Equal(
            nodes.All.Select(node => node.Check("ip -o link show eth0").Split("link/ether ")[1][..17]).Order(StringComparer.Ordinal),
            net.Ask("macs").Select(mac => mac.GetProperty("mac").GetString()!).Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_stream_arrives_whole(string engine)
    {
        const int Bytes = 16_000_000;
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, 3);
        byte[] sent = new byte[Bytes];
        new Random(1).NextBytes(sent);
        File.WriteAllBytes($"{net.Directory}/sent", sent);

        // The receiver's standard input never ends, or it would end the stream's other direction, and with that the sender.
        Command.Check("mkfifo", $"{net.Directory}/open");

        // 1 to 2 and 2 to 3 cross the workers, 3 to 1 does not.
        foreach ((int from, int to) in new[] { (0, 1), (1, 2), (2, 0) })
        {
            string receive = $"busybox nc -l -p 5000 <> {net.Directory}/open > {net.Directory}/received";
            nodes.All[to].Type(receive);
            nodes.All[from].Check($"until busybox nc {nodes.Addresses[to]} 5000 < {net.Directory}/sent; do sleep 0.02; done");
            Assert.Equal(0, nodes.All[to].Answer(receive).Status);
            Assert.Equal(SHA256.HashData(sent), SHA256.HashData(File.ReadAllBytes($"{net.Directory}/received")));
        }

        Assert.Equal(
            [0, 1, 0], net.Ask("ports").OrderBy(port => port.GetProperty("port").GetInt32()).Select(port => port.GetProperty("worker").GetInt32()));
    }

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Twenty_at_once_all_reach_all(string engine)
    {
        const int Count = 20;
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, Count);
        Assert.Equal(Count, net.Nodes().Count);

        long overflows = NeighbourTable.Overflows();
        string script = $"for i in $(busybox seq {Count}); do busybox ping -q -c 1 -W 5 10.0.0.$i >/dev/null || echo lost $i; done";
        foreach (Container node in nodes.All)
        {
            node.Type(script);
        }

        string lost = string.Concat(nodes.All.Select((node, i) => node.Answer(script).Output.Replace("lost", $"{i + 1} to")));
        Skip.If(
            lost.Length > 0 && NeighbourTable.Overflows() > overflows,
            "the kernel's table of neighbours was full: others use it too, or net.ipv4.neigh.default.gc_thresh3 is small");
        Assert.True(lost.Length == 0, $"lost from\n{lost}and dropped by the switch: {net.Drops()}");
        Assert.Equal(Count, net.Ask("macs").Count);
    }
}
