using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>A container that is given a control socket grows a cluster of its own, with the same programs, and no further.</summary>
[Trait("Category", "System")]
public class WholeSystemScopeTests
{
    [SkippableFact]
    public void A_container_starts_another_which_is_on_the_same_network()
    {
        using var net = RunningSwitch.Start();
        string control = $"{net.Directory}/control";
        using var other = Container.Start("-s", net.SocketPath, "-i", "other", "-4", "10.0.0.9/24");
        using var outer = Container.Start("-s", net.SocketPath, "-i", "outer", "-4", "10.0.0.1/24", "-p", control, "--privileged");

        string launch = $"{Programs.Containode()} -s {control} -i inner -4 10.0.0.2/24";
        outer.Check($"{launch} ping -n -q -c 2 -i 0.05 -W 2 10.0.0.1");
        outer.Check($"{launch} ping -n -q -c 2 -i 0.05 -W 2 10.0.0.9");
        Assert.Equal(3, outer.Do($"{launch} /bin/sh -c 'exit 3'").Status);

        outer.Check($"{launch} sleep 60 >/dev/null 2>&1 &");
        Launches.Eventually(() => net.Nodes().Contains("inner"), "the container in the container joins");
        other.Ping("10.0.0.2");
        Assert.Contains("inner:eth0", outer.Check($"{Programs.Containetctl()} -s {control} ports"));
        Assert.True(net.Says("join inner:eth0 port 3 network default through outer by pid "));

        Assert.Equal(0, outer.Exit());
        Launches.Eventually(() => net.Nodes() is ["other"], "what was started in the container ends with it");
        Assert.False(File.Exists(control));
    }

    [SkippableFact]
    public void It_neither_sees_nor_removes_nor_imitates_a_foreign_node()
    {
        using var net = RunningSwitch.Start();
        string control = $"{net.Directory}/control";
        using var other = Container.Start("-s", net.SocketPath, "-i", "other", "-4", "10.0.0.9/24");
        using var outer = Container.Start("-s", net.SocketPath, "-i", "outer", "-4", "10.0.0.1/24", "-p", control, "--privileged");
        outer.Ping("10.0.0.9");

        foreach (string list in new[] { "ports", "macs" })
        {
            string seen = outer.Check($"{Programs.Containetctl()} -s {control} {list}");
            Assert.Contains("outer:eth0", seen);
            Assert.DoesNotContain("other", seen);
        }

        CommandResult workers = outer.Do($"{Programs.Containetctl()} -s {control} workers");
        Assert.Equal((1, "containetctl: workers: only the switch's own socket answers this\n"), (workers.Status, workers.Output));

        string denied = """{"error":"node other is not yours, or the token is not its own","code":"denied"}""" + "\n";
        Assert.Equal(denied, FirstProtocolClient.RemovePorts(control, "", "other"));
        CommandResult imitation = outer.Do($"{Programs.Containode()} -s {control} -i other true");
        Assert.Equal(
            (125, $"containode: the switch at {control} refused eth0 of other: node other is not yours, or the token is not its own\n"),
            (imitation.Status, imitation.Output));
        outer.Ping("10.0.0.9");
    }
}
