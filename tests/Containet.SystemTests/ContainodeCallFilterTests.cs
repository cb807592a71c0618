using System.Runtime.InteropServices;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>System calls that a program in a container tries.</summary>
[Trait("Category", "System")]
public class ContainodeCallFilterTests
{
    private const string SigSys = "signal 31";

    [SkippableTheory]
    [InlineData("socket:38", "EPERM")] // AF_ALG (CVE-2026-31431)
    [InlineData("socket:40", "EPERM")] // AF_VSOCK
    [InlineData("socket:0x100000026", "EPERM")] // AF_ALG to the kernel, which looks at 32 bits
    [InlineData("socket:46", "EPERM")] // a family that is not known yet
    [InlineData("socket:1", "more")]
    [InlineData("socket:2", "more")]
    [InlineData("socket:10", "more")]
    [InlineData("socket:16", "EPROTONOSUPPORT|more")]
    [InlineData("ioctl:0x5412", "EPERM")] // TIOCSTI (CVE-2017-5226)
    [InlineData("ioctl:0xfeed00005412", "EPERM")]
    [InlineData("ioctl:0x541c", "EPERM")] // TIOCLINUX
    [InlineData("ioctl:0x5401", "EBADF")]
    [InlineData("personality:0x400000", "EPERM")] // READ_IMPLIES_EXEC
    [InlineData("personality:0", "0")]
    [InlineData("personality:0xffffffff", "0|more")]
    [InlineData("clone:0x10000000", "EPERM")] // CLONE_NEWUSER
    [InlineData("clone:0x40000000", "EPERM")] // CLONE_NEWNET
    [InlineData("clone:0x02000000", "EPERM")] // CLONE_NEWCGROUP
    [InlineData("clone:0", "more")]
    [InlineData("call:435", "ENOSYS")] // clone3
    [InlineData("call:425", "EPERM")] // io_uring_setup
    [InlineData("call:428", "EPERM")] // open_tree
    [InlineData("call:9999", "ENOSYS")] // a call that is not known yet
    [InlineData("no_new_privs", "1")]
    public void ACallIsDecidedOn(string attempt, string outcome) => Assert.Contains(Attack(attempt), outcome.Split('|'));

    [SkippableTheory]
    [InlineData("i386:20", SigSys)] // getpid
    [InlineData("i386:5", SigSys)] // open, whose number is fstat's on x86-64
    [InlineData("call:0x40000027", "ENOSYS")] // x32's getpid
    [InlineData("call:272", "EPERM")] // unshare
    [InlineData("call:308", "EPERM")] // setns
    [InlineData("call:165", "EPERM")] // mount
    [InlineData("call:250", "EPERM")] // keyctl
    [InlineData("call:321", "EPERM")] // bpf
    [InlineData("call:298", "EPERM")] // perf_event_open
    [InlineData("call:323", "EPERM")] // userfaultfd
    [InlineData("call:304", "EPERM")] // open_by_handle_at
    [InlineData("call:246", "EPERM")] // kexec_load
    public void ACallOfX86IsDecidedOn(string attempt, string outcome)
    {
        Skip.IfNot(RuntimeInformation.OSArchitecture == Architecture.X64, "is about x86-64");
        Assert.Equal(outcome, Attack(attempt));
    }

    [SkippableFact]
    public void TheFilterCanBeTurnedOff() => Assert.NotEqual("EPERM", Attack("call:425", "--seccomp", "off"));

    [SkippableFact]
    public void ACapabilityBringsItsCalls() =>
        Assert.Equal("more", Attack("clone:0x10000000", "--cap-add", "SYS_ADMIN"));

    [SkippableFact]
    public void AProfileOfOnesOwn()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["socket"], "action": "SCMP_ACT_ERRNO", "errnoRet": 99}]}""");
            Assert.Equal("EADDRNOTAVAIL", Attack("socket:2", "--seccomp", path));
            Assert.NotEqual("EPERM", Attack("call:425", "--seccomp", path));
            File.WriteAllText(path, "{");
            CommandResult result = Launches.Run("--seccomp", path, "true");
            Assert.Equal(125, result.Status);
            Assert.StartsWith($"containode: seccomp profile {path}: not as JSON should be", result.Error);
            Assert.Single(result.Error.Trim().Split('\n'));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Attack(string attempt, params string[] options) =>
        Launches.Check([.. options, AttackProgram.Path(), attempt])[(attempt.Length + 1)..].TrimEnd();
}
