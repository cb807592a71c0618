using Containet.Linux.Seccomp;
using Containode.Confinement;
using Containode.Running;
using Tmds.Linux;
using Xunit;

namespace Containode.Tests.Confinement;

/// <summary>The profiles that Docker, Podman and OCI bundles have, and what is wrong with others.</summary>
public sealed class SeccompFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void AProfileIsRead()
    {
        SeccompProfile profile = Read(
            """
            {
                "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1,
                "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]}],
                "syscalls": [
                    {"names": ["read", "write", "not_a_call"], "action": "SCMP_ACT_ALLOW"},
                    {"name": "getpid", "action": "SCMP_ACT_LOG", "comment": "why not"},
                    {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "errno": "ENOSYS"},
                    {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}]},
                    {"names": ["ioctl"], "action": "SCMP_ACT_KILL_PROCESS",
                        "args": [{"index": 1, "value": 21522, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 3, "op": "SCMP_CMP_GE"}]}
                ]
            }
            """);

        Assert.Equal(SeccompAction.Errno(LibC.EPERM), profile.DefaultAction);
        Assert.Equal(SeccompAction.Allow, ActionOf(profile, "read"));
        Assert.Equal(SeccompAction.Log, ActionOf(profile, "getpid"));
        Assert.Equal(SeccompAction.Errno(LibC.ENOSYS), ActionOf(profile, "clone3"));
        Assert.Null(ActionOf(profile, "open"));
        SeccompRule clone = Assert.Single(RulesOf(profile, "clone"));
        Assert.Equal([new ArgumentCondition(0, ArgumentComparison.Equal, 0, 0x7e020000)], clone.Conditions);
        SeccompRule ioctl = Assert.Single(RulesOf(profile, "ioctl"));
        Assert.Equal(SeccompAction.KillProcess, ioctl.Action);
        Assert.Equal(2, ioctl.Conditions.Count);
    }

    [Fact]
    public void ConditionsOnOneArgumentAreAlternatives()
    {
        SeccompProfile profile = Read(
            """
            {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [
                {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}]}]}
            """);
        Assert.Equal([1UL, 2UL], RulesOf(profile, "socket").Select(rule => Assert.Single(rule.Conditions).Value));
    }

    [Theory]
    [InlineData("\"includes\": {\"caps\": [\"CAP_CHOWN\"]}", true)]
    [InlineData("\"includes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}", false)]
    [InlineData("\"excludes\": {\"caps\": [\"CAP_CHOWN\", \"CAP_SYS_ADMIN\"]}", false)]
    [InlineData("\"excludes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}", true)]
    [InlineData("\"includes\": {\"arches\": [\"amd64\", \"x32\"]}", true)]
    [InlineData("\"includes\": {\"arches\": [\"s390\"]}", false)]
    [InlineData("\"excludes\": {\"arches\": [\"amd64\"]}", false)]
    [InlineData("\"includes\": {\"minKernel\": \"4.8\"}", true)]
    [InlineData("\"includes\": {\"minKernel\": \"6.2\"}", false)]
    [InlineData("\"excludes\": {\"minKernel\": \"4.8\"}", false)]
    [InlineData("\"includes\": {}, \"excludes\": {}", true)]
    public void WhatIsConditionalAppliesWhereItShould(string condition, bool applies)
    {
        SeccompProfile profile = Read(
            $$"""{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_ALLOW", {{condition}}}]}""");
        Assert.Equal(applies, ActionOf(profile, "bpf") is not null);
    }

    [Theory]
    [InlineData("", "not as JSON should be, line 1")]
    [InlineData("null", "it is null")]
    [InlineData("{}", "defaultAction is missing")]
    [InlineData("""{"defaultAction": "ALLOW"}""", "'ALLOW' is no action")]
    [InlineData("""{"defaultAction": "SCMP_ACT_NOTIFY"}""", "needs a listener")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscals": []}""", "there is no member 'syscals'")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "defaultAction": "SCMP_ACT_KILL"}""", "not as JSON should be, line 1")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [null]}""", "syscalls holds null")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"action": "SCMP_ACT_KILL"}]}""", "has no names")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"]}]}""", "the action of 'bpf' is missing")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_ERRNO", "errnoRet": 4096}]}""", "errno 4096")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_KILL", "arg": []}]}""", "no member 'arg'")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_KILL", "args": [{"index": 6, "op": "SCMP_CMP_EQ"}]}]}""", "argument 6")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_KILL", "args": [{"index": 0, "op": "SCMP_CMP_EQL"}]}]}""", "op 'SCMP_CMP_EQL'")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_KILL", "includes": {"caps": ["CAP_X"]}}]}""", "'CAP_X' is no capability")]
    [InlineData("""{"defaultAction": "SCMP_ACT_ALLOW", "flags": ["X"]}""", "'X' is no flag")]
    public void WhatMakesNoSenseIsSaidInOneLine(string text, string complaint)
    {
        string message = Assert.Throws<LaunchException>(() => Read(text)).Message;
        Assert.StartsWith($"seccomp profile {_path}: ", message);
        Assert.Contains(complaint, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void WhatIsNotThereIsSaidInOneLine() => Assert.Contains(
        "/nowhere", Assert.Throws<LaunchException>(() => SeccompFile.Read("/nowhere", Translation())).Message);

    private static SeccompTranslation Translation() => new(SyscallTable.X86_64, CapabilitySet.Default, new Version(6, 1));

    private static SeccompAction? ActionOf(SeccompProfile profile, string name) =>
        profile.Table.TryGetNumber(name, out int number) ? profile.ActionOf(number) : null;

    private static IReadOnlyList<SeccompRule> RulesOf(SeccompProfile profile, string name) =>
        profile.Table.TryGetNumber(name, out int number) ? profile.RulesOf(number) : [];

    private SeccompProfile Read(string text)
    {
        File.WriteAllText(_path, text);
        return SeccompFile.Read(_path, Translation());
    }
}
