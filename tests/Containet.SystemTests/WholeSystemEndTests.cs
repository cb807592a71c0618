using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Whatever ends a container, its port ends too, and the switch keeps nothing of it.</summary>
[Trait("Category", "System")]
public class WholeSystemEndTests
{
    private const int Waves = 5;
    private const int PerWave = 10;

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_killed_launcher_takes_its_port_along(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var stays = Container.Start("-s", net.SocketPath, "-i", "stays", "-4", "10.0.0.1/24");
        using var dies = Container.Start("-s", net.SocketPath, "-i", "dies", "-4", "10.0.0.2/24");
        stays.Ping("10.0.0.2");
        Launches.Signal(dies.Launcher.Id, LibC.SIGKILL);
        Launches.Eventually(() => net.Says("leave dies:eth0 port 2: its process ended"), "the switch says that the port has left");
        Assert.Equal(["stays"], net.Nodes());
        Assert.Equal("stays", Assert.Single(net.Ask("macs")).GetProperty("node").GetString());

        // The name is free again, for a container that is found where the other was.
        using var again = Container.Start("-s", net.SocketPath, "-i", "dies", "-4", "10.0.0.2/24");
        stays.Ping("10.0.0.2");
    }

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void An_interface_that_is_deleted_takes_its_port_along(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var stays = Container.Start("-s", net.SocketPath, "-i", "stays", "-4", "10.0.0.1/24");
        IReadOnlyList<string> before = net.OpenFiles();
        using var cut = Container.Start("-s", net.SocketPath, "-i", "cut", "-4", "10.0.0.2/24");
        stays.Ping("10.0.0.2");
        cut.Check("ip link del eth0");
        Launches.Eventually(() => net.Says("leave cut:eth0 port 2: its interface is gone: "), "the switch says that the port has left");
        Assert.Equal(["stays"], net.Nodes());
        Launches.Eventually(() => net.OpenFiles().SequenceEqual(before), "the switch has closed the tap and what watched the process");
        Assert.Equal("lo", cut.Check("ip -br link").Split(' ')[0]);
        Assert.Equal(5, cut.Exit(5));
    }

    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void After_fifty_ends_half_of_them_by_force_the_switch_has_no_more_than_before(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var root = new BusyboxRoot();
        string rootBefore = root.Snapshot();
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        IReadOnlyList<string> open = net.OpenFiles();
        string mark = $"e{Guid.NewGuid():N}"[..12];

        for (int wave = 0; wave < Waves; wave++)
        {
            List<Container> all = [];
            try
            {
                all.AddRange(Enumerable.Range(0, PerWave).Select(i => Begin(net, root, $"{mark}w{wave}n{i}", i, wave % 2 == 0)));
                all.ForEach(container => container.AwaitStart());
                Assert.Equal(PerWave, net.Nodes().Count);

                // The kernel takes its time to close those of the wave before.
                Launches.Eventually(() => net.OpenFiles().Count(file => file == "/dev/net/tun") == PerWave, "the switch has a tap of each");
                Assert.Equal(engine == "io_uring" ? PerWave : 0, net.OpenFiles().Count(file => file == "registered /dev/net/tun"));
                Assert.True(Launches.ProcessesOf(mark).Count >= 3 * PerWave, "the launchers, first processes and programs are not found by their mark");

                // Frames are on their way in every direction when the ends come.
                string chatter = $"(while :; do busybox ping -q -c 1 -W 1 10.0.0.{PerWave}; done) >/dev/null 2>&1 &";
                all.ForEach(container => container.Check($"busybox ping -q -c 1 -W 5 10.0.0.1 && {chatter}"));
                for (int i = 0; i < PerWave; i++)
                {
                    End(all[i], i);
                }

                Launches.Eventually(() => net.Nodes().Count == 0, "all ports go away");
            }
            finally
            {
                all.ForEach(container => container.Dispose());
            }
        }

        Assert.Empty(net.Ask("macs"));
        Assert.All(net.Ask("workers"), worker => Assert.Equal(0, worker.GetProperty("ports").GetInt32()));
        Assert.Equal(Waves * PerWave, net.Log.Count(line => line.StartsWith("leave ", StringComparison.Ordinal)));

        // What can hold a namespace: a file that the switch has open, or a process, whose command or host name has the identity.
        Launches.Eventually(() => net.OpenFiles().SequenceEqual(open), $"the switch has open what it had: {string.Join(' ', open)}");
        Launches.Eventually(() => Launches.ProcessesOf(mark).Count == 0, "no process is left");
        Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));
        Assert.Equal([net.SocketPath], Directory.EnumerateFileSystemEntries(net.Directory));
        Assert.Empty(root.Beside());
        Assert.Equal(rootBefore, root.Snapshot());
    }

    // The ends take turns: by force is every other one, of the launcher or of the first process. A launcher that is killed
    // leaves files to its next start, which is another test's matter, so these have none.
    private static Container Begin(RunningSwitch net, BusyboxRoot root, string identity, int i, bool withControlSocket)
    {
        string[] options = ["-s", net.SocketPath, "-i", identity, "-4", $"10.0.0.{i + 1}/24"];
        return Container.Begin(
            i % 4 == 1 ? options
            : withControlSocket ? [.. options, "-p", $"{net.Directory}/control{i}"]
            : [.. options, "-r", root.Path]);
    }

    private static void End(Container container, int i)
    {
        (int status, Action act) = (i % 4) switch
        {
            0 => (9, () => Assert.Equal(9, container.Exit(9))),
            1 => (137, () => Launches.Signal(container.Launcher.Id, LibC.SIGKILL)),
            2 => (143, () => Launches.Signal(container.Launcher.Id, LibC.SIGTERM)),
            _ => (137, (Action)(() => Launches.Signal(container.First, LibC.SIGKILL))),
        };
        act();
        Assert.Equal(status, container.AwaitEnd());
    }
}
