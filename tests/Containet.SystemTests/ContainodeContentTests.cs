using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>What a program finds in a container that keeps the host's root.</summary>
[Trait("Category", "System")]
public class ContainodeContentTests
{
    [SkippableFact]
    public void TheEnvironmentIsClean()
    {
        string terminal = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } type ? $"TERM={type}\n" : "";
        Assert.Equal(
            "HOME=/root\nHOSTNAME=me\nLANG=C.UTF-8\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
            + terminal + "container=containet\n",
            Launches.Check("-i", "me", "/bin/sh", "-c", "env -u PWD -u SHLVL -u _ /usr/bin/env | LC_ALL=C sort"));
    }

    [SkippableFact]
    public void TheIdentityIsTheHostName() => Assert.Equal("node-7\n", Launches.Check("-i", "node-7", "hostname"));

    [SkippableFact]
    public void ARandomIdentityIsElevenDigits() => Assert.Matches("^[a-zA-Z0-9]{11}\n$", Launches.Check("hostname"));

    [SkippableFact]
    public void TheDevicesAreThereAndWork()
    {
        Assert.Equal(
            """
            crw------- 1 3 console
            crw-rw-rw- 1 7 full
            crw-rw-rw- 1 3 null
            crw-rw-rw- 1 8 random
            crw-rw-rw- 5 0 tty
            crw-rw-rw- 1 9 urandom
            crw-rw-rw- 1 5 zero
            fd -> /proc/self/fd
            ptmx -> pts/ptmx
            stderr -> /proc/self/fd/2
            stdin -> /proc/self/fd/0
            stdout -> /proc/self/fd/1

            """,
            Launches.Check("/bin/sh", "-c", "cd /dev; stat -c '%A %Hr %Lr %n' $(find . -type c -printf '%P\n' -maxdepth 1 2>/dev/null | sort); "
                + "find . -maxdepth 1 -type l -printf '%P -> %l\n' | sort"));
        Assert.Equal("4\n", Launches.Check("/bin/sh", "-c", "head -c 4 /dev/zero >/dev/null && head -c 4 /dev/urandom | wc -c >/dev/stdout"));
        Assert.Equal("drwxrwxrwt\n", Launches.Check("stat", "-c", "%A", "/dev/shm"));
    }

    [SkippableFact]
    public void APseudoTerminalCanBeHad() =>
        Assert.Equal("/dev/pts/0\n", Launches.Check("python3", "-c", "import os,pty; m,s=pty.openpty(); print(os.ttyname(s))"));

    [SkippableFact]
    public void ProcessesAreItsOwn() =>
        Assert.Equal("2\n1\n", Launches.Check("/bin/sh", "-c", "echo $$; cat /proc/1/task/1/children | wc -w"));

    [SkippableFact]
    public void NothingIsInheritedButTheStandardDescriptors() =>
        Assert.Equal("0\n1\n2\n3\n", Launches.Check("ls", "/proc/self/fd")); // 3 is ls's own

    [SkippableFact]
    public void SignalsAreAsAFreshProgramExpects() => Assert.Equal(
        ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000", "SigCgt:\t0000000000000000"],
        Launches.Check("cat", "/proc/self/status").Split('\n').Where(line => line[..Math.Min(6, line.Length)] is "SigBlk" or "SigIgn" or "SigCgt"));

    [SkippableFact]
    public void OnlyLoIsThereAndUp()
    {
        Assert.Equal("lo\n", Launches.Check("ls", "/proc/sys/net/ipv4/conf").Replace("all\n", "").Replace("default\n", ""));
        Assert.Contains("inet 127.0.0.1/8", Launches.Check("ip", "addr", "show", "dev", "lo"));
    }

    [SkippableTheory]
    [InlineData("mnt", true)]
    [InlineData("pid", true)]
    [InlineData("uts", true)]
    [InlineData("ipc", true)]
    [InlineData("net", true)]
    [InlineData("net", false, "-N")]
    [InlineData("ipc", false, "-I")]
    [InlineData("ipc", true, "-N")]
    [InlineData("net", true, "-I")]
    [InlineData("net", false, "-NI")]
    [InlineData("ipc", false, "-N", "-I")]
    public void NamespacesAreNewUnlessKept(string kind, bool isNew, params string[] options)
    {
        string inside = Launches.Check([.. options, "readlink", $"/proc/self/ns/{kind}"]).Trim();
        Assert.Equal(isNew, inside != new FileInfo($"/proc/self/ns/{kind}").LinkTarget);
    }

    [SkippableFact]
    public void TheWorkingDirectoryIsTheCallers() => Assert.Equal(Environment.CurrentDirectory + "\n", Launches.Check("/bin/pwd"));

    [SkippableFact]
    public void TheHostsMountsAreUntouched()
    {
        string before = File.ReadAllText("/proc/self/mountinfo");
        Launches.Check("--cap-add", "SYS_ADMIN", "/bin/sh", "-c", "mount -t tmpfs none /mnt && touch /mnt/inside");
        Assert.Equal(before, File.ReadAllText("/proc/self/mountinfo"));
    }
}
