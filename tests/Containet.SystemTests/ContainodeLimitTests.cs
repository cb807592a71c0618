using System.Diagnostics;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Limits on what a container and its processes use, and what is left of them.</summary>
[Trait("Category", "System")]
public class ContainodeLimitTests
{
    private const string Groups = "/sys/fs/cgroup";

    [SkippableFact]
    public void RlimitsHold() => Assert.Equal(
        "100 200\n0\n",
        Launches.Check("--rlimit", "nofile=100:200", "--rlimit", "core=0", "/bin/sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn); ulimit -c"));

    [SkippableFact]
    public void ARlimitAboveWhatThereIsIsAClearError()
    {
        const ulong SysResource = 1ul << 24;
        Skip.If((Linux.ProcessCapabilities.Permitted() & SysResource) != 0, "this process may raise every limit");
        CommandResult result = Launches.Run("--rlimit", "nofile=unlimited", "true");
        Assert.Equal(125, result.Status);
        Assert.StartsWith("containode: limit nofile=unlimited:unlimited: Operation not permitted (", result.Error);
    }

    [SkippableFact]
    public void ProcessorsAreTheOnesAllowed()
    {
        string allowed = Launches.Check("--cpuset", "0", "grep", "Cpus_allowed_list", "/proc/self/status");
        Assert.Equal("Cpus_allowed_list:\t0\n", allowed);
        CommandResult result = Launches.Run("--cpuset", "8000", "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("8000", result.Error);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    [SkippableFact]
    public void MoreMemoryThanTheLimitIsTheEnd()
    {
        RequireLimits();
        Assert.Equal(137, Launches.Run("--limit", "memory=32m", "tail", "/dev/zero").Status);
        Assert.Equal("fits\n", Launches.Check("--limit", "memory=32m", "echo", "fits"));
    }

    [SkippableFact]
    public void MoreProcessesThanTheLimitAreRefused()
    {
        RequireLimits();

        // The init, the program, its attempt, and the fork that is attempted.
        Assert.Equal("fork more\n", Launches.Check("--limit", "pids=4", AttackProgram.Path(), "fork"));
        Assert.Equal("fork EAGAIN\n", Launches.Check("--limit", "pids=3", AttackProgram.Path(), "fork"));
    }

    [SkippableFact]
    public void MoreTimeThanTheLimitIsThrottled()
    {
        RequireLimits();
        string identity = Name();
        (Process launcher, _) = Launches.Start("-i", identity, "--limit", "cpu=0.05", "/bin/sh", "-c", "echo runs; while :; do :; done");
        using (launcher)
        {
            string statistics = $"{Assert.Single(GroupsOf(identity))}/cpu.stat";
            Launches.Eventually(() => Throttled(statistics) > 3, "the loop is throttled");
            Launches.Signal(launcher.Id, 15);
            launcher.WaitForExit();
        }

        Assert.Empty(GroupsOf(identity));
    }

    [SkippableFact]
    public void NoGroupIsLeftBehind()
    {
        RequireLimits();
        string identity = Name();
        string[] limits = ["--limit", "cpu=1,memory=64m,pids=50"];
        Launches.Check(["-i", identity, .. limits, "true"]);
        Assert.Empty(GroupsOf(identity));

        // Also when the launch fails.
        Assert.Equal(127, Launches.Run(["-i", identity, .. limits, "/nowhere"]).Status);
        Assert.Empty(GroupsOf(identity));
    }

    [SkippableFact]
    public void WhatAKilledLauncherLeavesTheNextOneSweeps()
    {
        RequireLimits();
        string identity = Name();
        (Process launcher, _) = Launches.Start("-i", identity, "--limit", "memory=64m,pids=50", "/bin/sh", "-c", "echo runs; exec sleep 600");
        using (launcher)
        {
            int first = Launches.ChildOf(launcher.Id);
            Assert.NotEmpty(GroupsOf(identity));
            Launches.Signal(launcher.Id, 9);
            launcher.WaitForExit();
            Launches.Eventually(() => !Directory.Exists($"/proc/{first}"), "the container goes with the launcher");
        }

        Launches.Eventually(
            () => Launches.Run("--limit", "memory=64m,pids=50", "true").Status == 0 && GroupsOf(identity).Count == 0, "the groups are swept");
    }

    [SkippableFact]
    public void ARunningContainersGroupIsNotSwept()
    {
        RequireLimits();
        string identity = Name();
        (Process launcher, _) = Launches.Start("-i", identity, "--limit", "pids=50", "/bin/sh", "-c", "echo runs; exec sleep 600");
        using (launcher)
        {
            Launches.Check("--limit", "pids=50", "true");
            Assert.NotEmpty(GroupsOf(identity));
            CommandResult twin = Launches.Run("-i", identity, "--limit", "pids=50", "true");
            Assert.Equal(125, twin.Status);
            Assert.Contains($"containet.{identity}", twin.Error);
            Launches.Signal(launcher.Id, 15);
            launcher.WaitForExit();
        }

        Assert.Empty(GroupsOf(identity));
    }

    [SkippableFact]
    public void WithoutControlGroupsThereIsAClearError()
    {
        Programs.Containode();
        CommandResult result = Command.Run(
            "unshare", "-m", "/bin/sh", "-c", $"umount -R {Groups} 2>/dev/null; exec {Programs.Containode()} --limit memory=64m true");
        Assert.Equal(125, result.Status);
        Assert.StartsWith("containode: --limit memory: ", result.Error);
        Assert.Single(result.Error.Trim().Split('\n'));
    }

    // Machines on which tests run in a container themselves may have no groups to give.
    private static void RequireLimits()
    {
        CommandResult result = Launches.Run("--limit", "cpu=1,memory=64m,pids=50", "true");
        Skip.If(result.Status == 125 && result.Error.Contains("limits take control groups", StringComparison.Ordinal), result.Error.Trim());
    }

    private static string Name() => $"lim-{Guid.NewGuid():n}"[..16];

    private static long Throttled(string statistics) =>
        long.Parse(File.ReadLines(statistics).First(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> GroupsOf(string identity)
    {
        var find = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return [.. Directory.EnumerateDirectories(Groups, $"containet.{identity}", find)];
    }
}
