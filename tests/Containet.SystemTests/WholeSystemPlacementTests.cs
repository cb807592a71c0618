using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Where the published switch keeps the ports of containers that talk, as its operator sees it.</summary>
[Trait("Category", "System")]
public class WholeSystemPlacementTests
{
    [SkippableTheory]
    [InlineData("auto", true)]
    [InlineData("fixed", false)]
    public void Containers_that_talk_much_share_a_worker_if_that_is_asked_for(string placement, bool together)
    {
        const string Talk = "ping -n -q -f -c 30000 10.0.0.2"; // some seconds
        using var net = RunningSwitch.Start("--workers", "2", "--placement", placement);
        using var nodes = new Containers(net, 2);
        Assert.Equal([0, 1], Workers(net).Order());

        // On a busy machine a talk may be over before it was looked at twice, or be too slow to matter.
        int talks = 0;
        do
        {
            nodes.All[0].Type(Talk);
            CommandResult talk = nodes.All[0].Answer(Talk);
            Assert.Contains(" 0% packet loss", talk.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("duplicates", talk.Output, StringComparison.Ordinal);
        }
        while (together && Workers(net).Distinct().Count() > 1 && ++talks < 6);

        Assert.Equal(together ? 1 : 2, Workers(net).Distinct().Count());
        Assert.Equal(
            together ? [0, 2] : [1, 1], net.Ask("workers").Select(worker => worker.GetProperty("ports").GetInt32()).Order());
        nodes.All[1].Ping("10.0.0.1");
    }

    private static IReadOnlyList<int> Workers(RunningSwitch net) =>
        [.. net.Ask("ports").Select(port => port.GetProperty("worker").GetInt32())];
}
