using System.Diagnostics;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What a program finds that was asked for by an option, or that every container has for itself.</summary>
[Trait("Category", "System")]
public class ContainodeFindsTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void NamesAreItsOwnAndTheRootsFilesStay(bool ownRoot)
    {
        using var stand = new SwitchStandIn();
        using var root = new BusyboxRoot();
        Directory.CreateDirectory($"{root.Path}/etc");
        File.WriteAllText($"{root.Path}/etc/hosts", "10.9.9.9 old\n");
        string before = root.Snapshot();
        string hosts = File.ReadAllText("/etc/hosts");
        string[] options = ["-s", stand.SocketPath, "-4", "10.0.0.2/24", "-i", "box", "--hostname", "web", "--hosts", "db:10.0.0.3", "--dns", "10.0.0.1", "--dns", "fd00::1"];
        string[] rooted = ownRoot ? ["-r", root.Path] : [];

        Assert.Equal(
            "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n10.0.0.2\tweb\n10.0.0.3\tdb\nweb\nnameserver 10.0.0.1\nnameserver fd00::1\nweb\n",
            Launches.Check([.. options, .. rooted, "sh", "-c", "cat /etc/hosts /etc/hostname /etc/resolv.conf; hostname; echo more >> /etc/hosts"]));

        Assert.Equal(before, root.Snapshot());
        Assert.Equal(hosts, File.ReadAllText("/etc/hosts"));
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void VariablesAreTheLastSaid()
    {
        using var root = new BusyboxRoot();
        string file = $"{root.Parent}/env";
        File.WriteAllText(file, "# a comment\nA=file\nB=with = and 'quotes'\n\n");
        Assert.Equal(
            "option|with = and 'quotes'|/h",
            Launches.Check("--env-file", file, "--env", "A=option", "--env", "HOME=/h", "/bin/sh", "-c", "printf '%s|%s|%s' \"$A\" \"$B\" \"$HOME\""));
    }

    [SkippableFact]
    public void BytesThatAreNoTextPassUnharmed()
    {
        // The shell makes them, since this test's own arguments are text.
        string script = $"{Programs.Containode()} --env A=$'\\xff\\x80' /bin/sh -c 'printf \"%s%s\" \"$A\" \"$1\" | od -An -tx1' sh $'a\\xf0\\xe2\\x82b\\xe2\\x82\\xac'";
        Assert.Equal(" ff 80 61 f0 e2 82 62 e2 82 ac\n", Command.Check("bash", "-c", script));
    }

    [SkippableFact]
    public void FilesOfTheHostAreShownAndStayUnwritableIfAsked()
    {
        using var root = new BusyboxRoot();
        string shown = $"{root.Parent}/shown";
        Directory.CreateDirectory(shown);
        File.WriteAllText($"{shown}/file", "shown\n");
        Assert.Equal(
            "shown\nshown\nrefused\nrefused\nwritten\n",
            Launches.Check(
                "-r", root.Path, "--bind", $"{shown}:/a/b:ro", "--bind", $"{shown}/file:/etc/one:ro", "--bind", $"{shown}:/w", "sh", "-c",
                "cat /a/b/file /etc/one; touch /a/b/new 2>/dev/null || echo refused; (echo x > /etc/one) 2>/dev/null || echo refused; touch /w/new && echo written"));
        Assert.True(File.Exists($"{shown}/new"));
        Assert.Equal(["shown"], root.Beside());
    }

    [SkippableFact]
    public void AReadOnlyRootHasWritablePlacesWhereAsked()
    {
        using var root = new BusyboxRoot();
        Assert.Equal(
            "refused\nrefused\nwritten\nwritten\n",
            Launches.Check("-r", root.Path, "--read-only", "--tmpfs", "/scratch:size=1m,mode=700", "sh", "-c", TryWrites));
        Assert.Equal(
            "refused\nrefused\nwritten\nwritten\n",
            Launches.Check("--read-only", "--tmpfs", "/mnt", "/bin/sh", "-c", TryWrites.Replace("/scratch", "/mnt")));
    }

    private const string TryWrites =
        "for at in /file /bin/file /scratch/file /dev/shm/file; do (: > $at) 2>/dev/null && echo written || echo refused; done";

    [SkippableFact]
    public void ADeviceIsThereIfAsked()
    {
        Assert.Equal("absent\n", Launches.Check("/bin/sh", "-c", "test -e /dev/net/tun && echo there || echo absent"));
        Assert.Equal("character special file a c8\n", Launches.Check("--device", "/dev/net/tun", "stat", "-c", "%F %t %T", "/dev/net/tun"));
    }

    [SkippableFact]
    public void TheInterfaceIsAsAsked()
    {
        using var stand = new SwitchStandIn();
        string[] options =
        [
            "-s", stand.SocketPath, "-4", "10.0.0.2/24", "-4", "192.168.7.1/30", "-6", "fd00::2/64", "--mac", "02:00:00:00:00:42", "--mtu", "9000",
            "--gateway", "10.0.0.1", "--gateway", "fd00::1", "/bin/sh", "-c",
            "ip addr show dev eth0; ip route; ip -6 route; ls /sys/class/net; cat /proc/sys/net/ipv6/conf/eth0/accept_ra; echo ready; read word",
        ];
        Process launcher = Command.Start(Programs.Containode(), options);
        using (launcher)
        {
            string seen = "";
            while (launcher.StandardOutput.ReadLine() is { } line && line != "ready")
            {
                seen += line + "\n";
            }

            launcher.StandardInput.Close();
            launcher.WaitForExit();
            foreach (string expected in (string[])["mtu 9000", "02:00:00:00:00:42", "10.0.0.2/24", "192.168.7.1/30", "fd00::2/64", "default via 10.0.0.1", "default via fd00::1", "eth0\nlo\n0\n"])
            {
                Assert.Contains(expected, seen);
            }

            Assert.DoesNotContain("fd00::2/64 scope global tentative", seen);
        }
    }

    [SkippableFact]
    public void AWorkingDirectoryIsAbsoluteAndThere()
    {
        Assert.Equal("/usr/bin\n", Launches.Check("--workdir", "/usr/bin", "/bin/pwd"));
        CommandResult result = Launches.Run("--workdir", "/no/where", "true");
        Assert.Equal((125, "containode: change directory to /no/where: No such file or directory\n"), (result.Status, result.Error));
    }

    [SkippableFact]
    public void DryRunSaysWhatWouldBeDoneAndDoesNothing()
    {
        using var root = new BusyboxRoot();
        string steps = Launches.Check("--dry-run", "-r", root.Path, "-i", "dry", "-s", "/no/switch", "-4", "10.0.0.2/24", "sh");
        Assert.StartsWith("launcher   connect to the switch at /no/switch  (undo: disconnect)\nlauncher   prepare ", steps);
        Assert.Contains("container  make tap eth0\n", steps);
        Assert.Contains("program    execute sh\n", steps);
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void AContainerOnTheHostsRootBuildsAndTalks()
    {
        using var net = RunningSwitch.Start("epoll", workers: 1);
        using var server = Container.Start("-s", net.SocketPath, "-i", "server", "-4", "10.0.0.1/24");
        using var client = Container.Start("-s", net.SocketPath, "-i", "client", "-4", "10.0.0.2/24", "--tmpfs", "/mnt");
        client.Ping("10.0.0.1");
        Assert.Contains("10.0.0.2/24", client.Check("ip addr"));
        server.Check("iperf3 -s -1 -D >/dev/null");
        client.Check("for i in 1 2 3 4 5 6 7 8 9 10; do iperf3 -c 10.0.0.1 -n 1M >/dev/null 2>&1 && exit_=0 && break; exit_=1; sleep 0.2; done; [ $exit_ = 0 ]");
        Assert.Equal("42\n", client.Check("cd /mnt && echo 'int main(void) { return 42; }' > m.c && gcc m.c && { ./a.out; echo $?; }"));
    }
}
