using System.Text.Json;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Each option of containode, and options together, on a real switch: what the container and the switch make of them.</summary>
[Trait("Category", "System")]
public class WholeSystemOptionTests : IDisposable
{
    private readonly RunningSwitch _net = RunningSwitch.Start();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _net.Dispose();
    }

    [SkippableFact]
    public void Without_an_address_the_interface_is_up_and_has_none()
    {
        using var bare = Container.Start("-s", _net.SocketPath);
        string link = bare.Check("ip -4 -br addr show eth0; ip -o link show eth0");
        Assert.DoesNotContain("10.", link);
        Assert.Contains("UP", link);
        Assert.Contains("mtu 1500", link);
        JsonElement port = Assert.Single(_net.Ask("ports"));
        Assert.False(port.TryGetProperty("ip4", out _));
        Assert.Equal(bare.Check("hostname").Trim(), port.GetProperty("node").GetString());
        Assert.Matches("^[a-zA-Z0-9]{11}$", port.GetProperty("node").GetString());
    }

    [SkippableTheory]
    [InlineData("10.1.2.3", "10.1.2.3/8")]
    [InlineData("172.16.2.3", "172.16.2.3/16")]
    [InlineData("192.168.1.2", "192.168.1.2/24")]
    [InlineData("10.0.0.2/24", "10.0.0.2/24")]
    [InlineData("10.0.0.2/30", "10.0.0.2/30")]
    [InlineData("10.0.0.2/32", "10.0.0.2/32")]
    public void The_address_is_as_given_or_by_its_class(string given, string address)
    {
        using var node = Container.Start("-s", _net.SocketPath, "-4", given);
        Assert.Contains($" {address} ", node.Check("ip -4 -br addr show eth0"));
        Assert.Equal(address, Assert.Single(_net.Ask("ports")).GetProperty("ip4").GetString());
    }

    [SkippableFact]
    public void A_container_in_a_root_of_its_own_talks_to_one_in_the_hosts()
    {
        using var root = new BusyboxRoot();
        using var boxed = Container.Start("-s", _net.SocketPath, "-4", "10.0.0.1/24", "-r", root.Path, "-t", $"{root.Path}.boxed");
        using var free = Container.Start("-s", _net.SocketPath, "-4", "10.0.0.2/24", "-i", "free");
        free.Ping("10.0.0.1");
        boxed.Check("busybox ping -c 1 -W 3 10.0.0.2");
        Assert.Equal("boxed\n", boxed.Check("hostname"));
        Assert.Equal(["boxed", "free"], _net.Nodes());
        boxed.Check("echo kept > /file");
        Assert.Equal(0, boxed.Exit());
        Assert.Equal("kept\n", File.ReadAllText($"{root.Path}.boxed/root/file"));
    }

    [SkippableFact]
    public void The_hosts_ipc_is_kept_only_if_asked_for()
    {
        using var kept = Container.Start("-s", _net.SocketPath, "-I");
        using var own = Container.Start("-s", _net.SocketPath);
        string? host = new FileInfo("/proc/self/ns/ipc").LinkTarget;
        Assert.Equal(host, kept.Check("readlink /proc/self/ns/ipc").Trim());
        Assert.NotEqual(host, own.Check("readlink /proc/self/ns/ipc").Trim());
        Assert.All([kept, own], node => Assert.NotEqual(new FileInfo("/proc/self/ns/net").LinkTarget, node.Check("readlink /proc/self/ns/net").Trim()));
    }

    [SkippableFact]
    public void The_hosts_network_and_a_switch_exclude_each_other()
    {
        CommandResult both = Launches.Run("-s", _net.SocketPath, "-N", "true");
        Assert.Equal(
            (125, "containode: -s and -N exclude each other: eth0 would appear among the host's interfaces"), (both.Status, both.Error.Split('\n')[0]));
        Assert.False(_net.Says("join"));
    }

    [SkippableFact]
    public void Whoever_has_not_the_token_cannot_remove_the_node()
    {
        using var node = Container.Start("-s", _net.SocketPath, "-a", "s3cret", "-i", "guarded");
        Assert.Contains("\"code\":\"denied\"", FirstProtocolClient.RemovePorts(_net.SocketPath, "", "guarded"));
        Assert.Contains("\"code\":\"denied\"", FirstProtocolClient.RemovePorts(_net.SocketPath, "s3cre", "guarded"));
        Assert.Equal(["guarded"], _net.Nodes());
        Assert.Equal("{}\n", FirstProtocolClient.RemovePorts(_net.SocketPath, "s3cret", "guarded"));
        Assert.Empty(_net.Nodes());
        Assert.NotEqual(0, node.Do("ip link show eth0").Status);
    }

    [SkippableFact]
    public void All_of_them_together_also_by_their_long_names()
    {
        using var root = new BusyboxRoot();
        Directory.CreateDirectory($"{root.Path}/run");
        using var letters = Container.Start(
            "-s", _net.SocketPath, "-4", "10.0.0.1/24", "-r", root.Path, "-t", $"{root.Parent}/one", "-i", "letters", "-I", "-a", "t", "-p", "/run/s", "--");
        using var words = Container.Start(
            $"--socket={_net.SocketPath}", "--ip4", "10.0.0.2/24", "--root", root.Path, "--top", $"{root.Parent}/two", "--identity", "words", "--host-ipc",
            "--token", "t", "--control=/run/s");
        letters.Check("busybox ping -c 1 -W 3 10.0.0.2 && test -S /run/s");
        words.Check("busybox ping -c 1 -W 3 10.0.0.1 && test -S /run/s");
        Assert.Equal(["letters", "words"], _net.Nodes());
        Assert.Equal(0, letters.Exit());
        Assert.Equal(7, words.Exit(7));
        Launches.Eventually(() => _net.Nodes().Count == 0, "both ports go away");
        Assert.Empty(root.Beside().Except(["one", "two"]));
    }
}
