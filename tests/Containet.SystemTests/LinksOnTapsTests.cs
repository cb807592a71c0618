using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Links between real stacks on real taps.</summary>
public abstract class LinksOnTapsTests(EngineKind engine) : SwitchOnTaps(engine)
{
    // What is lost, doubled, overtaken and corrupt the stacks notice and mend: a segment that was cut or finished wrongly they would not.
    [SkippableTheory]
    [InlineData(WithVnet, WithVnet, 1)]
    [InlineData(WithVnet, Plain, 2)]
    [InlineData(Plain, WithVnet, 2)]
    public void A_stream_survives_a_bad_link(int left, int right, int workers)
    {
        Switch plane = Start(new SwitchOptions { Workers = workers });
        (NetworkNamespace a, Port from) = Join(1, left, worker: 0);
        (NetworkNamespace b, Port _) = Join(2, right, worker: workers - 1);
        var bad = new LinkSettings
        {
            Delay = TimeSpan.FromMilliseconds(1),
            Jitter = TimeSpan.FromMilliseconds(0.5),
            Loss = 0.005,
            Duplicate = 0.01,
            Reorder = 0.01,
            Corrupt = 0.005,
            Seed = 1,
        };
        plane.SetLinks("default", [("node1:eth0", "node2:eth0"), ("node2:eth0", "node1:eth0")], bad);
        TcpStream.Transfer(a, b, "10.0.0.2", 4 << 20);
        TcpStream.Transfer(b, a, "fd00::1", 1 << 20);
        Assert.True(from.Counters.Drops(DropReason.LinkLoss) > 0);
        plane.ClearLinks("default");
        Assert.True(from.Policy is null);
        TcpStream.Transfer(a, b, "10.0.0.2", 4 << 20);
        AwaitFrames();
    }

    [SkippableFact]
    public void A_ping_is_as_late_as_asked_and_a_partition_lets_nothing_through()
    {
        Switch plane = Start(new SwitchOptions());
        (NetworkNamespace a, Port _) = Join(1, WithVnet);
        Join(2, WithVnet);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        plane.SetLinks("default", [("node1:eth0", null)], new LinkSettings { Delay = TimeSpan.FromMilliseconds(30) });
        long since = System.Diagnostics.Stopwatch.GetTimestamp();
        a.Check("ping", "-q", "-c", "3", "-i", "0.01", "-W", "5", "10.0.0.2");
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(since) >= TimeSpan.FromMilliseconds(30));
        string times = a.Check("ping", "-q", "-c", "5", "-i", "0.01", "-W", "5", "10.0.0.2");
        double least = double.Parse(times.Split("rtt min/avg/max/mdev = ")[1].Split('/')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(least, 29.9, 1000);

        plane.Partition("default", [["node1"], ["node2"]]);
        Assert.NotEqual(0, a.Run("ping", "-c", "1", "-W", "1", "10.0.0.2").Status);
        plane.Partition("default", []);
        a.Check("ping", "-c", "1", "-W", "5", "10.0.0.2");
        plane.SetLinks("default", [(null, "node2:eth0")], new LinkSettings { Loss = 1 });
        Assert.NotEqual(0, a.Run("ping", "-c", "1", "-W", "1", "10.0.0.2").Status);
        plane.ClearLinks("default");
        a.Check("ping", "-c", "1", "-W", "5", "10.0.0.2");
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringLinksOnTapsTests() : LinksOnTapsTests(EngineKind.Uring);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollLinksOnTapsTests() : LinksOnTapsTests(EngineKind.Epoll);
