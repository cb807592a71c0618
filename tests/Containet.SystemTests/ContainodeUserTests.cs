using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What an ordinary user can do with containode: a real user, made for the test.</summary>
[Trait("Category", "System")]
public sealed class ContainodeUserTests
{
    [SkippableFact]
    public void AUsersContainerHasHimAsRoot()
    {
        using var user = new OrdinaryUser();
        CommandResult result = user.Run("-i", "mine", "/bin/sh", "-c", "id -u; hostname; head -c 1 /dev/zero | wc -c; touch /etc/passwd 2>/dev/null || echo refused; cat /proc/sys/kernel/hostname");
        Assert.Equal((0, "", "0\nmine\n1\nrefused\nmine\n"), (result.Status, result.Error, result.Output));
    }

    [SkippableFact]
    public void AnOverlayOfHisOwnIsHis()
    {
        using var user = new OrdinaryUser();
        using var root = new BusyboxRoot();
        Command.Check("chown", "-hR", $"{user.Name}:{user.Name}", root.Parent);
        string before = root.Snapshot();
        CommandResult result = user.Run("-r", root.Path, "-i", "box", "sh", "-c", "echo changed > /file; rm /bin/touch; id -u; hostname");
        Assert.Equal((0, "", "0\nbox\n"), (result.Status, result.Error, result.Output));
        Assert.Equal(before, root.Snapshot());
        Assert.Equal("changed\n", File.ReadAllText($"{root.Path}.box/root/file"));
        Assert.Equal("changed\n", user.Run("-r", root.Path, "-i", "box", "cat", "/file").Output);
        Assert.False(Directory.Exists($"{root.Path}.box/work"));
    }

    [SkippableFact]
    public void ASwitchThatLetsHimInIsReached()
    {
        using var user = new OrdinaryUser();
        using var net = RunningSwitch.Start("--engine", "epoll", "--socket-mode", "666");
        Files.ChangeMode(net.Directory, 0x1ed); // 0755
        using var other = Container.Start("-s", net.SocketPath, "-i", "other", "-4", "10.0.0.1/24");
        CommandResult result = user.Run("-s", net.SocketPath, "-i", "his", "-4", "10.0.0.2/24", "busybox", "ping", "-c", "1", "-W", "5", "10.0.0.1");
        Assert.True(result.Status == 0, result.Output + result.Error);
    }

    [SkippableFact]
    public void ASwitchThatDoesNotSaysSoInALine()
    {
        using var user = new OrdinaryUser();
        using var net = RunningSwitch.Start("epoll", workers: 1);
        Files.ChangeMode(net.Directory, 0x1ed); // 0755
        CommandResult result = user.Run("-s", net.SocketPath, "true");
        Assert.Equal(125, result.Status);
        Assert.Equal($"containode: connect to {net.SocketPath}: Permission denied (the switch's --socket-mode says who may use it)\n", result.Error);
    }

    [SkippableFact]
    public void WithoutSubordinateIdsHeAloneIsMapped()
    {
        using var user = new OrdinaryUser(subordinates: false);
        CommandResult result = user.Run("/bin/sh", "-c", "wc -l < /proc/self/uid_map; id -u");
        Assert.Equal((0, "", "1\n0\n"), (result.Status, result.Error, result.Output));
    }
}
