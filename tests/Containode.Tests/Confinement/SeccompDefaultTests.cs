using System.Runtime.InteropServices;
using Containet.Linux.Seccomp;
using Containode.Confinement;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containode.Tests.Confinement;

public class SeccompDefaultTests
{
    private static readonly Version Kernel = new(6, 1);
    private static readonly SeccompAction? Allowed = SeccompAction.Allow;

    public static TheoryData<bool> Machines => [false, true];

    [Theory]
    [MemberData(nameof(Machines))]
    public void WhatIsNotListedIsDenied(bool arm)
    {
        SeccompProfile profile = Make(CapabilitySet.Default, arm);
        Assert.Equal(SeccompAction.Errno(LibC.EPERM), profile.DefaultAction);
        foreach (string name in (string[])["mount", "umount2", "setns", "unshare", "bpf", "init_module", "finit_module", "kexec_load", "reboot",
            "open_by_handle_at", "perf_event_open", "add_key", "request_key", "keyctl", "userfaultfd", "io_uring_setup", "io_uring_enter",
            "io_uring_register", "pivot_root", "swapon", "settimeofday", "clock_settime", "acct", "quotactl", "fsopen", "fsmount", "fsconfig",
            "move_mount", "open_tree", "mount_setattr", "syslog", "sethostname", "nfsservctl", "vhangup", "kcmp", "process_madvise"])
        {
            Assert.True(profile.Table.TryGetNumber(name, out int number), name);
            Assert.True(profile.ActionOf(number) is null && profile.RulesOf(number).Count == 0, name);
        }
    }

    [Theory]
    [InlineData(Capability.SysAdmin, "mount", "unshare", "setns", "clone", "clone3", "bpf", "pivot_root")]
    [InlineData(Capability.SysPtrace, "kcmp", "pidfd_getfd", "ptrace")]
    [InlineData(Capability.Bpf, "bpf")]
    [InlineData(Capability.Perfmon, "perf_event_open")]
    [InlineData(Capability.SysTime, "clock_settime")]
    [InlineData(Capability.SysModule, "finit_module")]
    [InlineData(Capability.DacReadSearch, "open_by_handle_at")]
    [InlineData(Capability.SysNice, "mbind")]
    public void ACapabilityBringsItsCalls(object capability, params string[] names)
    {
        SeccompProfile without = Make(CapabilitySet.None);
        SeccompProfile with = Make(CapabilitySet.Of((Capability)capability));
        foreach (string name in names)
        {
            without.Table.TryGetNumber(name, out int number);
            Assert.Equal(Allowed, with.ActionOf(number));
            if (name != "ptrace")
            {
                Assert.NotEqual(Allowed, without.ActionOf(number));
            }
        }
    }

    [Fact]
    public void TracingNeedsAKernelThatLooksAgain()
    {
        SyscallTable.X86_64.TryGetNumber("ptrace", out int ptrace);
        Assert.Equal(Allowed, SeccompDefault.Make(SyscallTable.X86_64, CapabilitySet.Default, new Version(4, 8)).ActionOf(ptrace));
        Assert.Null(SeccompDefault.Make(SyscallTable.X86_64, CapabilitySet.Default, new Version(4, 7)).ActionOf(ptrace));
    }

    [Fact]
    public void Clone3DoesNotExistSoThatItsFlagsAreSeen()
    {
        SeccompProfile profile = Make(CapabilitySet.Default);
        profile.Table.TryGetNumber("clone3", out int clone3);
        Assert.Equal(SeccompAction.Errno(LibC.ENOSYS), profile.ActionOf(clone3));
    }

    [Fact]
    public void EveryListedCallIsOneOfX86_64()
    {
        // A misspelt name would be passed over in silence.
        List<string> names = [.. SeccompDefault.Always];
        foreach ((_, string more) in SeccompDefault.ByCapability)
        {
            names.Add(more);
        }

        Assert.DoesNotContain(names.SelectMany(some => some.Split(' ')), name => !SyscallTable.X86_64.TryGetNumber(name, out _));
    }

    [SkippableFact]
    public void ThePreparedFilterIsTheCompiledOne()
    {
        Skip.If(SeccompPrepared.Filter.IsEmpty, "none is prepared for this machine");
        ulong[] compiled = MemoryMarshal.Cast<sock_filter, ulong>(SeccompCompiler.Compile(Make(CapabilitySet.Default))).ToArray();
        ulong[] prepared = MemoryMarshal.Cast<sock_filter, ulong>(SeccompPrepared.Filter).ToArray();
        Assert.True(compiled.SequenceEqual(prepared), "to be prepared: " + string.Join(", ", compiled.Select(word => $"0x{word:x16}")));
    }

    [Fact]
    public void TheFilterIsShort() => Assert.InRange(SeccompCompiler.Compile(Make(CapabilitySet.Default)).Length, 50, 400);

    private static SeccompProfile Make(CapabilitySet capabilities, bool arm = false) =>
        SeccompDefault.Make(arm ? SyscallTable.Arm64 : SyscallTable.X86_64, capabilities, Kernel);
}
