using System.Diagnostics;
using Containet.Linux;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Whatever ends a container, nothing of it stays: no process, no mount, no namespace, no file.</summary>
[Trait("Category", "System")]
public class ContainodeLeftoverTests
{
    public enum End
    {
        Normal,
        Terminated,
        LauncherKilled,
        FirstProcessKilled,
    }

    [SkippableTheory]
    [InlineData(End.Normal)]
    [InlineData(End.Terminated)]
    [InlineData(End.LauncherKilled)]
    [InlineData(End.FirstProcessKilled)]
    public void NothingStays(End end)
    {
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        using var stand = new SwitchStandIn();
        using var root = new BusyboxRoot();
        (Process launcher, _) = Launches.Start(
            "-s", stand.SocketPath, "-4", "10.0.0.2", "-r", root.Path, "-i", "gone", "sh", "-c", "sleep 60 & echo ready; read word; exit 5");
        using (launcher)
        {
            int first = Launches.ChildOf(launcher.Id);

            // Held, for else a namespace that is gone leaves its number to that of another test's container.
            using Fd heldNet = Files.Open($"/proc/{first}/ns/net", LibC.O_RDONLY);
            using Fd heldPid = Files.Open($"/proc/{first}/ns/pid", LibC.O_RDONLY);
            string net = Launches.NamespaceOf(first, "net")!;
            string pid = Launches.NamespaceOf(first, "pid")!;
            Assert.True(Launches.ProcessesIn("pid", pid).Count >= 3);

            Stop(end, launcher, first);
            launcher.WaitForExit();
            Assert.Equal(end switch { End.Normal => 5, End.Terminated => 143, _ => 137 }, launcher.ExitCode);

            Launches.Eventually(() => Launches.ProcessesIn("pid", pid).Count == 0, "every process ends");
            Assert.Empty(Launches.ProcessesIn("net", net));
            Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));

            // A launcher that is killed cannot tidy up; its next start with the same TOP does.
            Assert.Equal(end == End.LauncherKilled ? ["root.gone"] : [], root.Beside());
            if (end == End.LauncherKilled)
            {
                Launches.Check("-r", root.Path, "-i", "gone", "true");
                Assert.False(Directory.Exists($"{root.Path}.gone/work"));
            }
        }
    }

    [SkippableFact]
    public void AStepThatFailsLeavesNothing()
    {
        using var root = new BusyboxRoot();
        File.WriteAllText($"{root.Path}/proc", "a file");
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        CommandResult result = Launches.Run("-r", root.Path, "true");
        Assert.Equal(125, result.Status);
        Assert.Equal("containode: mount proc on /proc: Not a directory\n", result.Error);
        Assert.Empty(root.Beside());
        Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));
    }

    [SkippableFact]
    public void AProgramThatIsNotThereLeavesNothing()
    {
        using var root = new BusyboxRoot();
        Assert.Equal(127, Launches.Run("-r", root.Path, "nosuch").Status);
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void TwentyAtOnceAreTwentyContainers()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"many-{i}")];
        (Process Launcher, string Line)[] all =
            [.. names.Select(name => Launches.Start("-i", name, "/bin/sh", "-c", "echo $(hostname) $(readlink /proc/self/ns/net); read word"))];
        foreach ((Process launcher, _) in all)
        {
            launcher.StandardInput.WriteLine("go");
            launcher.WaitForExit();
            Assert.Equal(0, launcher.ExitCode);
            launcher.Dispose();
        }

        Assert.Equal(names, all.Select(one => one.Line.Split(' ')[0]));
        Assert.Equal(names.Length, all.Select(one => one.Line.Split(' ')[1]).Distinct().Count());
    }

    private static void Stop(End end, Process launcher, int first)
    {
        switch (end)
        {
            case End.Normal:
                launcher.StandardInput.WriteLine("go");
                break;
            case End.Terminated:
                Launches.Signal(launcher.Id, LibC.SIGTERM);
                break;
            case End.LauncherKilled:
                Launches.Signal(launcher.Id, LibC.SIGKILL);
                break;
            default:
                Launches.Signal(first, LibC.SIGKILL);
                break;
        }
    }
}
