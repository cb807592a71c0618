using System.Diagnostics;
using Containet.Linux;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What containode tells a switch, and what it makes of the answers.</summary>
[Trait("Category", "System")]
public class ContainodeSwitchTests
{
    [SkippableFact]
    public void ThePortIsPostedWithItsTapAndAPidfd()
    {
        using var stand = new SwitchStandIn();
        (Process launcher, string inode) = Launches.Start(
            "-s", stand.SocketPath, "-4", "10.1.2.3/24", "-a", "secret", "-i", "node-1", "/bin/sh", "-c", "stat -Lc %i /proc/self/ns/net; exec sleep 60");
        using (launcher)
        {
            ReceivedRequest request = Assert.Single(stand.Requests);
            Assert.Matches(
                """^\{"authtoken":"secret","add-etherfd":\{"ifname":"eth0","nodeid":"node-1","mac":"02(:[0-9a-f]{2}){5}","ip4":"10\.1\.2\.3/24","mtu":1500\}\}\n$""",
                request.Text);
            Assert.Equal(2, request.Descriptors.Count);

            TapInfo tap = Tap.Query(request.Descriptors[0].Value);
            Assert.Equal("eth0", tap.Name);
            Assert.False(tap.HasPacketInformation);
            Assert.Equal(10, tap.VnetHeaderSize);
            Assert.Equal(inode, $"{tap.NetworkNamespace}");

            Fd pidFd = request.Descriptors[1];
            Assert.False(HasEnded(pidFd));
            int first = Launches.ChildOf(launcher.Id);
            Assert.DoesNotContain("secret", Inside(launcher, "cat /proc/1/cmdline"));
            Assert.DoesNotContain("secret", File.ReadAllText($"/proc/{launcher.Id}/cmdline"));
            Assert.Contains($"Pid:\t{first}\n", File.ReadAllText($"/proc/self/fdinfo/{pidFd.Value}"));

            string link = Inside(launcher, "ip -d addr show dev eth0");
            Assert.Contains("10.1.2.3/24 brd 10.1.2.255", link);
            Assert.Contains("mtu 1500", link);
            Assert.Contains("qlen 10000", link);
            Assert.Contains("UP", link);
            Assert.Contains(link.Split("link/ether ")[1][..17], request.Text);
            Assert.Equal("0\n", Inside(launcher, "cat /proc/sys/net/ipv6/conf/eth0/accept_ra 2>/dev/null || echo 0"));
            Assert.DoesNotContain(Directory.EnumerateFiles($"/proc/{launcher.Id}/fd"), fd => new FileInfo(fd).LinkTarget == "/dev/net/tun");

            Launches.Signal(launcher.Id, LibC.SIGKILL);
            Launches.Eventually(() => HasEnded(pidFd), "the first process ends with its launcher");
        }
    }

    [SkippableFact]
    public void WithoutAnAddressThereIsNone()
    {
        using var stand = new SwitchStandIn();
        string link = Launches.Check("-s", stand.SocketPath, "-i", "bare", "ip", "addr", "show", "dev", "lo");
        Assert.Contains("127.0.0.1", link);
        Assert.Matches("""^\{"add-etherfd":\{"ifname":"eth0","nodeid":"bare","mac":"[0-9a-f:]{17}","mtu":1500\}\}\n$""", stand.Requests[0].Text);
    }

    [SkippableFact]
    public void TheHardwareAddressIsStable()
    {
        using var stand = new SwitchStandIn();
        Launches.Check("-s", stand.SocketPath, "-i", "same", "true");
        Launches.Check("-s", stand.SocketPath, "-i", "same", "true");
        Launches.Check("-s", stand.SocketPath, "-i", "other", "true");
        Assert.Equal(stand.Requests[0].Text, stand.Requests[1].Text);
        Assert.NotEqual(stand.Requests[0].Text.Replace("same", "other"), stand.Requests[2].Text);
    }

    [SkippableFact]
    public void AControlSocketIsPostedBoundInsideTheRootAndRemovedAfterwards()
    {
        using var stand = new SwitchStandIn();
        using var root = new BusyboxRoot();
        Directory.CreateDirectory($"{root.Path}/run");
        string[] launch = ["-s", stand.SocketPath, "-r", root.Path, "-i", "ctl", "-p", "/run/ctl", "sh", "-c", "stat -c %F /run/ctl"];
        Assert.Equal("socket\n", Launches.Check(launch));

        Assert.Equal(2, stand.Requests.Count);
        Assert.Equal("""{"add-ctrlsock":{"nodeid":"ctl"}}""" + "\n", stand.Requests[1].Text);
        Fd socket = Assert.Single(stand.Requests[1].Descriptors);
        Assert.StartsWith("socket:", new FileInfo($"/proc/self/fd/{socket.Value}").LinkTarget);
        Assert.False(File.Exists($"{root.Path}.ctl/root/run/ctl"));
        Assert.Equal("socket\n", Launches.Check(launch));
    }

    [SkippableFact]
    public void AControlSocketThroughALinkStaysInsideTheRoot()
    {
        using var stand = new SwitchStandIn();
        using var root = new BusyboxRoot();
        string outside = $"{root.Parent}/outside";
        Directory.CreateDirectory(outside);
        Directory.CreateDirectory($"{root.Path}{outside}");
        File.CreateSymbolicLink($"{root.Path}/run", outside);
        Launches.Check("-s", stand.SocketPath, "-r", root.Path, "-p", "/run/ctl", "sh", "-c", $"stat {outside}/ctl");
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [SkippableTheory]
    [InlineData("/no/dir/ctl", "No such file or directory")]
    [InlineData("/bin/busybox", "a file of that name is there and is no socket")]
    public void AControlSocketThatCannotBeIsAClearError(string path, string error)
    {
        using var stand = new SwitchStandIn();
        using var root = new BusyboxRoot();
        CommandResult result = Launches.Run("-s", stand.SocketPath, "-r", root.Path, "-p", path, "true");
        Assert.Equal(125, result.Status);
        Assert.StartsWith($"containode: control socket {path} in the container: ", result.Error);
        Assert.Contains(error, result.Error);
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void AnotherProgramsSocketIsNotReplaced()
    {
        using var stand = new SwitchStandIn();
        CommandResult result = Launches.Run("-s", stand.SocketPath, "-p", stand.SocketPath, "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("somebody listens there already", result.Error);
        Assert.True(File.Exists(stand.SocketPath));
    }

    [SkippableFact]
    public void ARefusalIsTheSwitchsWords()
    {
        using var stand = new SwitchStandIn("""{"error":"no room for \"n1\"","code":"limit"}""" + "\n");
        CommandResult result = Launches.Run("-s", stand.SocketPath, "-i", "n1", "/bin/sh", "-c", "echo ran");
        Assert.Equal((125, ""), (result.Status, result.Output));
        Assert.Equal($"containode: the switch at {stand.SocketPath} refused eth0 of n1: no room for \"n1\"\n", result.Error);
    }

    [SkippableFact]
    public void NonsenseIsAClearError()
    {
        using var stand = new SwitchStandIn("hello\n");
        CommandResult result = Launches.Run("-s", stand.SocketPath, "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("the switch's reply is not understood", result.Error);
    }

    [SkippableFact]
    public void ASwitchThatNeverAnswersIsGivenUp()
    {
        using var stand = new SwitchStandIn(reply: null);
        var since = Stopwatch.StartNew();
        CommandResult result = Launches.Run("-s", stand.SocketPath, "-i", "n1", "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("gave no reply within 10 s", result.Error);
        Assert.InRange(since.Elapsed.TotalSeconds, 9, 15);
    }

    private static unsafe bool HasEnded(Fd pidFd)
    {
        var polled = new pollfd { fd = pidFd.Value, events = LibC.POLLIN };
        return LibC.poll(&polled, 1, 0) == 1;
    }

    private static string Inside(Process launcher, string script) =>
        Command.Check("nsenter", "-t", $"{Launches.ChildOf(launcher.Id)}", "-n", "sh", "-c", script);
}
