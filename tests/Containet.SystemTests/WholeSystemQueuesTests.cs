using System.Text.Json;
using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Containers of the published launcher on a published switch that asks for a queue for each worker.</summary>
[Trait("Category", "System")]
public class WholeSystemQueuesTests
{
    [SkippableTheory]
    [InlineData("io_uring", "2")]
    [InlineData("io_uring", "3")]
    [InlineData("epoll", "2")]
    public void Containers_have_them_reach_each_other_and_older_programs_and_leave_nothing(string engine, string workers)
    {
        using var net = RunningSwitch.Start("--engine", engine, "--workers", workers, "--queues", "each");
        IReadOnlyList<string> before = net.OpenFiles();
        using var old = new NetworkNamespace();
        using (Fd tap = old.AddTap(flags: 0, "10.0.0.9/24"))
        {
            Assert.Equal("{}\n", FirstProtocolClient.AddPort(net.SocketPath, "", "old", tap));
        }

        using (var nodes = new Containers(net, 3))
        {
            foreach (Container from in nodes.All)
            {
                foreach (string address in nodes.Addresses.Append("10.0.0.9"))
                {
                    from.Ping(address);
                }
            }

            foreach (JsonElement port in net.Ask("ports"))
            {
                string queues = port.GetProperty("node").GetString() == "old" ? "1" : workers;
                Assert.Equal(queues, port.GetProperty("queues").GetRawText());
                Assert.Equal(queues == "1", port.GetProperty("worker").GetInt32() >= 0);
                Assert.InRange(port.GetProperty("rx").GetProperty("frames").GetInt64(), 8, long.MaxValue);
                Assert.InRange(port.GetProperty("tx").GetProperty("frames").GetInt64(), 8, long.MaxValue);
            }

            string row = Command.Check(Programs.Containetctl(), "-s", net.SocketPath, "ports").Split('\n').Single(line => line.StartsWith("node1:", StringComparison.Ordinal));
            Assert.Matches($@"^node1:eth0 +default +10\.0\.0\.1/24 +all +{workers} ", row);
        }

        Launches.Eventually(() => net.Nodes().SequenceEqual(["old"]), "the containers' ports leave with them");
        Assert.Equal("{}\n", FirstProtocolClient.RemovePorts(net.SocketPath, "", "old"));
        Launches.Eventually(() => net.OpenFiles().SequenceEqual(before), "everything is closed that the ports had open");
    }
}
