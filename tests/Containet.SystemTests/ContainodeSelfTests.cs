using System.Diagnostics;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// Attacks on containode itself and on the host from inside a container, each of which has worked on some launcher. The
/// containers run a copy of containode, so that a successful attack costs nothing but the test.
/// </summary>
[Trait("Category", "System")]
public sealed class ContainodeSelfTests : IDisposable
{
    private readonly BusyboxRoot _root = new();
    private readonly string _self;

    public ContainodeSelfTests()
    {
        _self = $"{_root.Parent}/containode";
        File.Copy(Programs.Containode(), _self);
    }

    public void Dispose() => _root.Dispose();

    // CVE-2019-5736: an image whose program is the launcher, by a link or by an interpreter's name.
    [SkippableTheory]
    [InlineData("/proc/self/exe")]
    [InlineData("/link")]
    [InlineData("/script")]
    [InlineData("/proc/1/exe")]
    [InlineData("/proc/thread-self/exe")]
    public void TheLauncherIsNotTheProgram(string program)
    {
        File.CreateSymbolicLink($"{_root.Path}/link", "/proc/self/exe");
        File.WriteAllText($"{_root.Path}/script", "#!/proc/self/exe\n");
        Command.Check("chmod", "755", $"{_root.Path}/script");
        CommandResult result = Command.Run(_self, "-r", _root.Path, program, "--version");
        Assert.Equal((126, ""), (result.Status, result.Output));
        Assert.StartsWith($"containode: execute {program}: ", result.Error);
    }

    [SkippableFact]
    public void TheLauncherIsNotTheProgramOfExecEither()
    {
        File.WriteAllText($"{_root.Path}/script", "#!/proc/self/exe\n");
        Command.Check("chmod", "755", $"{_root.Path}/script");
        string identity = $"self-{Guid.NewGuid():N}"[..12];
        (Process launcher, _) = Launches.Start("-r", _root.Path, "-i", identity, "sh", "-c", "echo ready; exec sleep 60");
        using (launcher)
        {
            Launches.Eventually(() => Command.Run(_self, "exec", identity, "true").Status == 0, "the container is listed");

            // It may be executed, but from a place where it cannot be written: the image's process tries from inside.
            string attack = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do for p in /proc/[0-9]*; do busybox chmod 777 $p/exe 2>/dev/null; (echo x >> $p/exe) 2>/dev/null; done; done; echo tried";
            Process attacker = Command.Start(_self, "exec", identity, "sh", "-c", attack);
            for (int i = 0; i < 5; i++)
            {
                Command.Run(_self, "exec", identity, "/script", "--version");
            }

            Assert.Equal("tried", attacker.StandardOutput.ReadLine());
            attacker.WaitForExit();
            attacker.Dispose();
            Launches.Signal(launcher.Id, 15);
            launcher.WaitForExit();
        }

        AssertUntouched();
    }

    [SkippableTheory]
    [InlineData]
    [InlineData("--cap-add", "SYS_PTRACE")]
    [InlineData("--privileged")]
    public void TheInitLeadsToNothingThatCanBeChanged(params string[] options)
    {
        string attack = "busybox chmod 777 /proc/1/exe; echo x >> /proc/1/exe; cat /proc/1/exe > /copy; ls /proc/1/fd; echo tried";
        CommandResult result = Command.Run(_self, ["-r", _root.Path, .. options, "sh", "-c", attack]);
        Assert.EndsWith("tried\n", result.Output);
        AssertUntouched();
        if (options.Length == 0)
        {
            Assert.Contains("/proc/1/exe", result.Error);
            Assert.Contains("can't open", result.Error);
        }
    }

    // Docker has a control group of devices behind MKNOD; here nodes are neither made nor opened.
    [SkippableTheory]
    [InlineData("")]
    [InlineData("--user 1000:1000")]
    [InlineData("--read-only")]
    [InlineData("--cap-drop ALL")]
    public void TheMachinesDevicesAreOutOfReach(string options)
    {
        Command.Check("mknod", "-m", "666", $"{_root.Path}/disk", "c", "1", "5");
        string bound = $"{_root.Parent}/bound";
        Directory.CreateDirectory(bound);
        Command.Check("mknod", "-m", "666", $"{bound}/disk", "c", "1", "5");
        string attack = "mknod /tmp-disk c 1 5 && echo made; mknod /dev/disk c 1 5 && echo made; "
            + "for node in /disk /bound/disk; do busybox head -c 1 $node > /dev/null && echo opened; done; busybox head -c 1 /dev/zero > /dev/null && echo tried";
        string[] arguments = ["-r", _root.Path, "--bind", $"{bound}:/bound", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "sh", "-c", attack];
        Assert.Equal("tried\n", Command.Run(_self, arguments).Output);
    }

    [SkippableFact]
    public void TheHostsOwnRootsDevicesAreOutOfReachToo()
    {
        Command.Check("mknod", "-m", "666", $"{_root.Parent}/disk", "c", "1", "5");
        CommandResult result = Command.Run(_self, "sh", "-c", $"head -c 1 {_root.Parent}/disk > /dev/null && echo opened; head -c 1 /dev/zero > /dev/null && echo tried");
        Assert.Equal("tried\n", result.Output);
    }

    [SkippableFact]
    public void DevicesThatAreAskedForByNameOpen()
    {
        Assert.Equal("made\n", Command.Check(_self, "-r", _root.Path, "--cap-add", "MKNOD", "sh", "-c", "mknod /disk c 1 5 && busybox head -c 1 /disk > /dev/null && echo made"));
        Assert.Equal("bound\n", Command.Check(_self, "-r", _root.Path, "--bind", "/dev/zero:/zero", "sh", "-c", "busybox head -c 1 /zero > /dev/null && echo bound"));
    }

    [SkippableFact]
    public void NoDescriptorAndNoDirectoryLeadOut()
    {
        Assert.Equal("0\n1\n2\n3\n/\n", Command.Check(_self, "-r", _root.Path, "sh", "-c", "ls /proc/self/fd; pwd"));
        foreach (string directory in (string[])["/proc/self/fd/3", "/proc/self/fd/7", "/proc/self/fd/9", "/proc/1/root", "/proc/self/cwd"])
        {
            CommandResult result = Command.Run(_self, "-r", _root.Path, "--workdir", directory, "sh", "-c", "cat ../../../../../../../../etc/shadow ../../../../../../etc/passwd");
            Assert.DoesNotContain("root:", result.Output);
            Assert.NotEqual(0, result.Status);
        }
    }

    public static TheoryData<string> MountPoints => ["dev", "proc", "sys", "etc", "mnt"];

    [SkippableTheory]
    [MemberData(nameof(MountPoints))]
    public void ALinkInTheRootLeadsNowhereElse(string name)
    {
        string outside = $"{_root.Parent}/outside";
        Directory.CreateDirectory(outside);
        File.CreateSymbolicLink($"{_root.Path}/{name}", outside);
        Command.Run(_self, "-r", _root.Path, "--tmpfs", "/mnt/inner", "--bind", $"{_root.Path}/bin:/mnt/bound", "true");
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [SkippableTheory]
    [InlineData("/dev/pts", "pts")]
    [InlineData("/dev/null", "null")]
    public void WhatTheRootHasInItsDevIsNotUsed(string path, string name)
    {
        // CVE-2025-31133: masks are bound from /dev/null, which the image has replaced.
        Directory.CreateDirectory($"{_root.Path}/dev");
        File.CreateSymbolicLink($"{_root.Path}/dev/{name}", "/proc/sys/kernel/core_pattern");
        Assert.Equal(
            "0\n",
            Command.Check(_self, "-r", _root.Path, "sh", "-c", $"test -L {path} && exit 1; cat /proc/keys /proc/timer_list /proc/interrupts 2>/dev/null | busybox wc -c"));
    }

    [SkippableTheory]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/proc/sys/net/ipv4/ip_forward")]
    [InlineData("/proc/sys/vm/panic_on_oom")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/irq/default_smp_affinity")]
    [InlineData("/sys/kernel/uevent_helper")]
    [InlineData("/sys/kernel/profiling")]
    [InlineData("/sys/class/net/lo/mtu")]
    public void WhatGovernsTheMachineCannotBeWritten(string path)
    {
        Skip.IfNot(File.Exists(path), $"the kernel has no {path}");
        string before = path == "/proc/sysrq-trigger" ? "" : Read(path);
        Assert.Equal("refused\n", Command.Check(_self, "-r", _root.Path, "sh", "-c", $"(echo 1 > {path}) 2>/dev/null && echo written || echo refused"));
        Assert.Equal(before, path == "/proc/sysrq-trigger" ? "" : Read(path));
    }

    // CVE-2022-0492: a control group's release_agent.
    [SkippableFact]
    public void NoControlGroupIsInReach()
    {
        Assert.Equal("", Command.Check(_self, "/bin/sh", "-c", "find / -xdev -name release_agent 2>/dev/null; find /sys -name release_agent -o -name cgroup.procs 2>/dev/null"));
        Assert.NotEqual(0, Command.Run(_self, "/bin/sh", "-c", "mkdir -p /dev/shm/g && mount -t cgroup -o memory c /dev/shm/g || mount -t cgroup2 c /dev/shm/g").Status);
    }

    [SkippableFact]
    public void ANeighbourCannotConfigureTheInterface()
    {
        using var stand = new SwitchStandIn();
        Assert.Equal("0\n", Command.Check(_self, "-s", stand.SocketPath, "/bin/sh", "-c", "cat /proc/sys/net/ipv6/conf/eth0/accept_ra 2>/dev/null || echo 0"));
    }

    [SkippableFact]
    public void NothingOfTheRootRunsBeforeTheConfinement()
    {
        // The loader, the C library and every helper that a launcher might call are the image's here, and tell.
        foreach (string name in (string[])["newuidmap", "mount", "modprobe", "iptables", "ip", "ldconfig"])
        {
            Directory.CreateDirectory($"{_root.Path}/sbin");
            File.WriteAllText($"{_root.Path}/sbin/{name}", "#!/bin/sh\necho ran > /ran\n");
            Command.Check("chmod", "755", $"{_root.Path}/sbin/{name}");
        }

        Assert.Equal("absent\n", Command.Check(_self, "-r", _root.Path, "-i", "box", "--user", "0:0", "sh", "-c", "test -e /ran && echo ran || echo absent"));
        string capabilities = Command.Check(_self, "-r", _root.Path, "sh", "-c", "cat /proc/self/status; cat /proc/1/status");
        string[] effective = [.. capabilities.Split('\n').Where(line => line.StartsWith("CapEff", StringComparison.Ordinal))];
        Assert.Equal(2, effective.Length);
        Assert.Single(effective.Distinct());
        Assert.DoesNotContain("ffffffff", effective[0]);
    }

    private void AssertUntouched()
    {
        Assert.Equal(File.ReadAllBytes(Programs.Containode()).Length, new FileInfo(_self).Length);
        Assert.Equal("755\n", Command.Check("stat", "-c", "%a", _self).Replace("775", "755"));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
