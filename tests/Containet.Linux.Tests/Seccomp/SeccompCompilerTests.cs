using Containet.Linux.Seccomp;
using FsCheck.Xunit;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests.Seccomp;

/// <summary>Filters do what their profiles say, for whatever profile and call.</summary>
public class SeccompCompilerTests
{
    private const uint AUDIT_ARCH_I386 = 0x40000003;
    private const uint AUDIT_ARCH_ARM = 0x40000028;

    private static readonly SeccompAction[] Actions =
    [
        SeccompAction.Allow, SeccompAction.Errno(LibC.EPERM), SeccompAction.Errno(LibC.ENOSYS), SeccompAction.KillProcess,
        SeccompAction.KillThread, SeccompAction.Trap, SeccompAction.Log, SeccompAction.Trace(7),
    ];

    private static readonly ulong[] Values =
        [0, 1, 2, 38, 0x5412, 0x7fffffff, 0x80000000, 0xffffffff, 0x1_0000_0000, 0x1_0000_0026, 0x8000_0000_0000_0000, ulong.MaxValue];

    private static readonly ulong[] Masks = [ulong.MaxValue, 0xffffffff, 0xffffffff_00000000, 0x7e020000, 0xff, 0, 0x1_0000_0001];

    private static readonly SyscallTable[] Tables = [SyscallTable.X86_64, SyscallTable.Arm64];

    [Property(MaxTest = 1000, StartSize = 20, EndSize = 2000)]
    public void AFilterDoesWhatItsProfileSays(bool arm, byte[] tape)
    {
        SyscallTable table = Tables[arm ? 1 : 0];
        string[] names = [.. table.Numbers.Keys.Order(StringComparer.Ordinal)];
        int at = 0;
        byte Read() => at < tape.Length ? tape[at++] : (byte)0;
        T One<T>(T[] among) => among[((Read() << 8) | Read()) % among.Length];

        var profile = new SeccompProfile(table, One(Actions));
        var rules = new List<(int Number, SeccompRule Rule)>();
        while (at < tape.Length)
        {
            string name = One(names);
            SeccompAction action = One(Actions);
            ArgumentCondition[] conditions = [.. Enumerable.Range(0, Read() % 4).Select(_ => new ArgumentCondition(
                Read() % 6, (ArgumentComparison)(Read() % 6), One(Values), One(Masks)))];
            profile.Add(name, action, conditions);
            rules.Add((table.Numbers[name], new SeccompRule(action, conditions)));
        }

        sock_filter[] filter = SeccompCompiler.Compile(profile);
        FilterMachine.Check(filter);
        ulong[] arguments = new ulong[6];
        var random = new Random(tape.Length);
        foreach (uint number in (uint[])[.. Enumerable.Range(0, table.Count + 3).Select(n => (uint)n), X32_SYSCALL_BIT, X32_SYSCALL_BIT + 1, uint.MaxValue])
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i] = Values[random.Next(Values.Length)] + (ulong)random.Next(-1, 2);
            }

            Assert.Equal(
                Expected(profile.DefaultAction, table, rules, number, arguments),
                FilterMachine.Run(filter, table.AuditArchitecture, number, arguments));
            Assert.Equal(SECCOMP_RET_KILL_PROCESS, FilterMachine.Run(filter, arm ? AUDIT_ARCH_ARM : AUDIT_ARCH_I386, number, arguments));
        }
    }

    [Fact]
    public void HighBitsDoNotHideAnInt()
    {
        var profile = new SeccompProfile(SyscallTable.X86_64, SeccompAction.Errno(LibC.EPERM));
        profile.Add("ioctl", SeccompAction.Allow, new ArgumentCondition(1, ArgumentComparison.NotEqual, 0x5412, ArgumentCondition.Int));
        sock_filter[] filter = SeccompCompiler.Compile(profile);
        uint Ioctl(ulong request) => FilterMachine.Run(filter, AUDIT_ARCH_X86_64, 16, [0, request]);
        Assert.Equal(SeccompAction.Errno(LibC.EPERM).Value, Ioctl(0x5412));
        Assert.Equal(SeccompAction.Errno(LibC.EPERM).Value, Ioctl(0xdead_0000_5412));
        Assert.Equal(SECCOMP_RET_ALLOW, Ioctl(0x5413));
    }

    [Fact]
    public void ALongFilterIsSearchedInFewSteps()
    {
        // Every other call: as many ranges as there can be, and branches longer than a jump reaches.
        var profile = new SeccompProfile(SyscallTable.X86_64, SeccompAction.Errno(LibC.EPERM));
        foreach ((string name, int number) in SyscallTable.X86_64.Numbers)
        {
            profile.Add(name, number % 2 == 0 ? SeccompAction.Allow : SeccompAction.Log);
        }

        sock_filter[] filter = SeccompCompiler.Compile(profile);
        FilterMachine.Check(filter);
        foreach (int number in SyscallTable.X86_64.Numbers.Values)
        {
            uint result = FilterMachine.Run(filter, AUDIT_ARCH_X86_64, (uint)number, [], out int steps);
            Assert.Equal(number % 2 == 0 ? SECCOMP_RET_ALLOW : SECCOMP_RET_LOG, result);
            Assert.InRange(steps, 1, 24);
        }
    }

    [Fact]
    public void CallsNewerThanTheProfileDoNotExist()
    {
        var profile = new SeccompProfile(SyscallTable.X86_64, SeccompAction.Errno(LibC.EPERM));
        profile.Add("getpid", SeccompAction.Allow);
        sock_filter[] filter = SeccompCompiler.Compile(profile);
        Assert.Equal(SeccompAction.Errno(LibC.EPERM).Value, FilterMachine.Run(filter, AUDIT_ARCH_X86_64, 38, []));
        Assert.Equal(SeccompAction.Errno(LibC.ENOSYS).Value, FilterMachine.Run(filter, AUDIT_ARCH_X86_64, 40, []));
    }

    // The profile in plain, from the rules as they were added.
    private static uint Expected(
        SeccompAction otherwise, SyscallTable table, List<(int Number, SeccompRule Rule)> rules, uint number, ulong[] arguments)
    {
        SeccompRule[] own = [.. rules.Where(rule => rule.Number == number).Select(rule => rule.Rule)];
        SeccompRule? found = own.FirstOrDefault(rule => rule.Conditions.Count == 0)
            ?? own.FirstOrDefault(rule => rule.Conditions.All(condition => Holds(condition, arguments)));
        if (found is not null)
        {
            return found.Action.Value;
        }

        bool isForeign = table == SyscallTable.X86_64 && number >= X32_SYSCALL_BIT;
        bool isNewer = rules.TrueForAll(rule => rule.Number < number) && otherwise.IsErrno;
        return isForeign || isNewer ? SeccompAction.Errno(LibC.ENOSYS).Value : otherwise.Value;
    }

    private static bool Holds(ArgumentCondition condition, ulong[] arguments)
    {
        ulong argument = arguments[condition.Index] & condition.Mask;
        return condition.Comparison switch
        {
            ArgumentComparison.Equal => argument == condition.Value,
            ArgumentComparison.NotEqual => argument != condition.Value,
            ArgumentComparison.Less => argument < condition.Value,
            ArgumentComparison.LessOrEqual => argument <= condition.Value,
            ArgumentComparison.Greater => argument > condition.Value,
            _ => argument >= condition.Value,
        };
    }
}
