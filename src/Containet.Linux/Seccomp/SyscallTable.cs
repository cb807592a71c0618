using System.Runtime.InteropServices;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Seccomp;

/// <summary>The names and numbers of a machine's system calls. Immutable; any thread.</summary>
public sealed class SyscallTable
{
    private const int Expected = 512;

    private readonly Dictionary<string, int> _numbers = new(Expected);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private SyscallTable(string names, uint auditArchitecture, uint foreignFrom)
    {
        AuditArchitecture = auditArchitecture;
        ForeignFrom = foreignFrom;
        int number = 0;
        foreach (Range range in names.AsSpan().SplitAny(' ', '\n'))
        {
            ReadOnlySpan<char> name = names.AsSpan(range);
            if (name[0] == '@')
            {
                number = int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                _numbers.Add(name.ToString(), number++);
            }
        }

        Count = number;
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>x86-64's.</summary>
    public static SyscallTable X86_64 => field ??= new(SyscallsX86_64.Names, AUDIT_ARCH_X86_64, X32_SYSCALL_BIT);

    /// <summary>arm64's.</summary>
    public static SyscallTable Arm64 => field ??= new(SyscallsArm64.Names, AUDIT_ARCH_AARCH64, uint.MaxValue);

    /// <summary>Those of the machine that this runs on.</summary>
    public static SyscallTable Native => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? Arm64 : X86_64;

    /// <summary>What the kernel tells a filter that the architecture is (AUDIT_ARCH_… of linux/audit.h).</summary>
    public uint AuditArchitecture { get; }

    /// <summary>The number from which on calls are another architecture's that the kernel calls by the same name: x32's.</summary>
    public uint ForeignFrom { get; }

    /// <summary>One more than the highest number.</summary>
    public int Count { get; }

    /// <summary>Every call.</summary>
    public IReadOnlyDictionary<string, int> Numbers => _numbers;

    /// <summary>A call's number.</summary>
    /// <returns>Whether this machine has a call of that name.</returns>
    public bool TryGetNumber(ReadOnlySpan<char> name, out int number) => _lookup.TryGetValue(name, out number);
}
