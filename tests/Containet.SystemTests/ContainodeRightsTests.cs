using System.Globalization;
using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What a program in a container is entitled to: capabilities, users, and what it may learn of the launcher.</summary>
[Trait("Category", "System")]
public class ContainodeRightsTests
{
    private const ulong Usual = 0xa00425fb; // Docker's without MKNOD
    private const ulong NetAdmin = 1ul << 12;
    private const ulong NetRaw = 1ul << 13;

    private static readonly ulong Available = ProcessCapabilities.Permitted();

    [SkippableTheory]
    [InlineData(Usual)]
    [InlineData(Usual | NetAdmin, "--cap-add", "NET_ADMIN")]
    [InlineData(Usual & ~NetRaw, "--cap-drop", "cap_net_raw")]
    [InlineData(0ul, "--cap-drop", "ALL")]
    [InlineData(NetAdmin, "--cap-drop", "ALL", "--cap-add", "NET_ADMIN")]
    [InlineData(ulong.MaxValue & ~NetAdmin, "--cap-add", "ALL", "--cap-drop", "NET_ADMIN")]
    [InlineData(ulong.MaxValue, "--privileged")]
    public void CapabilitiesAreTheOnesAskedFor(ulong expected, params string[] options)
    {
        string all = $"{expected & Available:x16}";
        string[] sets = ["Inh 0000000000000000", $"Prm {all}", $"Eff {all}", $"Bnd {all}", "Amb 0000000000000000"];
        Assert.Equal(sets, Sets([.. options], "/proc/self/status"));

        // The one that minds the program has no more, for whoever gets hold of it.
        Assert.Equal(sets, Sets([.. options], "/proc/1/status"));
    }

    [SkippableFact]
    public void OthersThanRootHaveNone() => Assert.Equal(
        ["Inh 0000000000000000", "Prm 0000000000000000", "Eff 0000000000000000", $"Bnd {Usual & Available:x16}", "Amb 0000000000000000"],
        Sets(["--user", "1000"], "/proc/self/status"));

    [SkippableFact]
    public void OneMoreProgramHasNoMore()
    {
        using var state = new StateFolder();
        string[] sleep = ["sleep", "600"];
        state.Detach("usual", sleep);
        state.Detach("other", ["--user", "1000:7", "--cap-drop", "NET_RAW", "--cpuset", "0", "--rlimit", "nofile=77", .. sleep]);
        state.Detach("all", ["--privileged", .. sleep]);
        foreach (string identity in (string[])["usual", "other", "all"])
        {
            // All that a process is entitled to, and under.
            const string Question = "grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp:|Cpus_allowed_list)' /proc/$P/status; grep 'open files' /proc/$P/limits; cat /proc/$P/cgroup";
            string first = state.Check("exec", identity, "/bin/sh", "-c", $"P=$(cat /proc/1/task/1/children); P=${{P%% *}}; {Question}");
            string more = state.Check("exec", identity, "/bin/sh", "-c", $"P=self; {Question}");
            Assert.Equal(first, more);
            Assert.Contains(identity == "all" ? "NoNewPrivs:\t0\nSeccomp:\t0" : "NoNewPrivs:\t1\nSeccomp:\t2", more);
        }

        Assert.Equal("call:425 EPERM\n", state.Check("exec", "usual", AttackProgram.Path(), "call:425"));
    }

    [SkippableFact]
    public void NobodyIsGivenWhatTheLauncherLacks()
    {
        const ulong SysResource = 1ul << 24;
        Skip.If((Available & SysResource) != 0, "this process has every capability");
        CommandResult result = Launches.Run("--cap-add", "SYS_RESOURCE", "true");
        Assert.Equal((125, "containode: --cap-add SYS_RESOURCE: containode does not have it itself, so no container can\n"), (result.Status, result.Error));
    }

    [SkippableFact]
    public void TheLaunchersMemoryAndEnvironmentAreOutOfReach()
    {
        // The one that minds the program is a copy of the launcher.
        string mark = $"mark{Guid.NewGuid():n}";
        var start = new System.Diagnostics.ProcessStartInfo(
            Programs.Containode(), ["/bin/sh", "-c", "cat /proc/1/environ; ls -l /proc/1/exe /proc/1/root/ /proc/1/fd; cat /proc/1/maps; exit 0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONTAINODE_SECRET"] = mark;
        using var launcher = System.Diagnostics.Process.Start(start)!;
        string output = launcher.StandardOutput.ReadToEnd() + launcher.StandardError.ReadToEnd();
        launcher.WaitForExit();
        Assert.DoesNotContain(mark, output);
        Assert.DoesNotContain("containode", output.Replace("containode: ", ""));
        Assert.Contains("/proc/1/environ: Permission denied", output);
        Assert.Contains("/proc/1/maps: Permission denied", output);
    }

    [SkippableFact]
    public void ASetUserIdProgramGivesNothing()
    {
        string copy = $"{AttackProgram.Path()}-set-uid";
        File.Copy(AttackProgram.Path(), copy, overwrite: true);
        Files.ChangeMode(copy, 0x9ed); // 4755
        Assert.Equal("euid more\n", Launches.Check("--user", "1000", copy, "euid"));
    }

    [SkippableFact]
    public void TheHostsRootStillServesItsPurpose()
    {
        // What a container of the first kind is for: looking around, pinging, building.
        Launches.Check("ip", "addr");
        Launches.Check("ping", "-c", "1", "-W", "5", "127.0.0.1");
        Launches.Check("/bin/sh", "-c", "cd /tmp && mkdir b$$ && cd b$$ && echo 'int main(void){return 0;}' > a.c && cc a.c -o a && ./a; s=$?; cd ..; rm -r b$$; exit $s");
        Launches.Check("/bin/sh", "-c", "iperf3 -s -1 -D && sleep 0.3 && iperf3 -c 127.0.0.1 -t 1 > /dev/null");
    }

    [SkippableTheory]
    [InlineData("app", "uid=1000(app) gid=1001(apps) groups=10(wheel)\n/home/app\n")]
    [InlineData("1000:10", "uid=1000(app) gid=10(wheel)\n/home/app\n")]
    [InlineData("4242", "uid=4242 gid=0(root)\n/\n")]
    [InlineData("root", "uid=0(root) gid=0(root)\n/root\n")]
    public void UsersAreTheRootsOwn(string user, string expected)
    {
        using BusyboxRoot root = RootWithUsers();
        Assert.Equal(expected, Launches.Check("-r", root.Path, "--user", user, "sh", "-c", "id; echo $HOME"));
    }

    [SkippableFact]
    public void PipesCanBeOpenedByName()
    {
        using BusyboxRoot root = RootWithUsers();
        Assert.Equal("said\n", Launches.Check("-r", root.Path, "--user", "app", "sh", "-c", "echo said >/dev/stdout; echo more >/dev/stderr"));
    }

    [SkippableFact]
    public void AHomeOfOnesOwnStays()
    {
        using BusyboxRoot root = RootWithUsers();
        Assert.Equal("/x\n", Launches.Check("-r", root.Path, "--user", "app", "--env", "HOME=/x", "sh", "-c", "echo $HOME"));
    }

    [SkippableTheory]
    [InlineData("nobody", "user nobody: not in /etc/passwd")]
    [InlineData("app:nogroup", "group nogroup: not in /etc/group")]
    [InlineData("evil", "no id")]
    [InlineData("4294967296", "the highest is 4294967294")]
    public void WhatIsNotAUserIsAClearError(string user, string complaint)
    {
        using BusyboxRoot root = RootWithUsers();
        CommandResult result = Launches.Run("-r", root.Path, "--user", user, "true");
        Assert.Equal(125, result.Status);
        Assert.Contains(complaint, result.Error);
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void APipeForUsersDoesNotHang()
    {
        // CVE-2024-9676
        using BusyboxRoot root = RootWithUsers();
        File.Delete($"{root.Path}/etc/passwd");
        Command.Check("mkfifo", $"{root.Path}/etc/passwd");
        CommandResult result = Launches.Run("-r", root.Path, "--user", "app", "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("/etc/passwd of the container's root: open /etc/passwd, a pipe", result.Error);
    }

    [SkippableFact]
    public void UsersOfTheHostAreNotTheContainers()
    {
        using BusyboxRoot root = RootWithUsers();
        string outside = $"{root.Parent}/passwd";
        File.WriteAllText(outside, "spy:x:0:0::/:/bin/sh\n");
        File.Delete($"{root.Path}/etc/passwd");
        File.CreateSymbolicLink($"{root.Path}/etc/passwd", outside);
        CommandResult result = Launches.Run("-r", root.Path, "--user", "spy", "true");
        Assert.Contains("user spy: not in /etc/passwd", result.Error);
    }

    private static BusyboxRoot RootWithUsers()
    {
        var root = new BusyboxRoot();
        Directory.CreateDirectory($"{root.Path}/etc");
        File.WriteAllText($"{root.Path}/etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\nevil:x:4294967296:0::/:/bin/sh\n");
        File.WriteAllText($"{root.Path}/etc/group", "root:x:0:\napps:x:1001:\nwheel:x:10:app\n");
        return root;
    }

    private static string[] Sets(string[] options, string status) =>
    [
        .. Launches.Check([.. options, "cat", status]).Split('\n').Where(line => line.StartsWith("Cap", StringComparison.Ordinal))
            .Select(line => line[3..].Replace(":\t", " ", StringComparison.Ordinal).ToLower(CultureInfo.InvariantCulture) is var text ? char.ToUpperInvariant(text[0]) + text[1..] : ""),
    ];
}
