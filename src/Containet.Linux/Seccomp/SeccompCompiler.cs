using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Seccomp;

/// <summary>
/// Compiles a profile to the classic BPF that the kernel runs at every system call: the architecture is checked first, the number is
/// searched among sorted ranges by halving, and only where arguments decide they are loaded. Pure.
/// </summary>
public static class SeccompCompiler
{
    /// <summary>The most instructions that the kernel takes (BPF_MAXINSNS).</summary>
    public const int MaxInstructions = 4096;

    /// <summary>Compiles a profile.</summary>
    /// <returns>
    /// The filter. What it does beyond the profile: a call of another architecture ends the process, so that no call is taken for the
    /// one that has its number here; x32's, which x86-64 kernels may have, does not exist (ENOSYS); and neither does a call that is
    /// newer than every call of the profile, if calls without a rule fail with an errno: programs then do without, as on an older kernel.
    /// </returns>
    public static sock_filter[] Compile(SeccompProfile profile)
    {
        var code = new FilterCode();
        code.LoadArchitecture();
        code.ReturnUnlessEqual(profile.Table.AuditArchitecture, SeccompAction.KillProcess);
        code.LoadNumber();
        List<SyscallRange> ranges = Ranges(profile);
        Search(code, ranges, 0, ranges.Count - 1);
        return code.ToArray();
    }

    private static List<SyscallRange> Ranges(SeccompProfile profile)
    {
        var ranges = new List<SyscallRange>();
        for (int number = 0; number <= profile.HighestNumber; number++)
        {
            IReadOnlyList<SeccompRule> rules = profile.RulesOf(number);
            Append(ranges, new SyscallRange((uint)number, profile.ActionOf(number) ?? profile.DefaultAction, rules));
        }

        SeccompAction absent = SeccompAction.Errno(Tmds.Linux.LibC.ENOSYS);
        Append(ranges, new SyscallRange((uint)(profile.HighestNumber + 1), profile.DefaultAction.IsErrno ? absent : profile.DefaultAction, []));
        if (profile.Table.ForeignFrom != uint.MaxValue)
        {
            Append(ranges, new SyscallRange(profile.Table.ForeignFrom, absent, []));
        }

        return ranges;
    }

    private static void Append(List<SyscallRange> ranges, SyscallRange next)
    {
        if (ranges.Count == 0 || !ranges[^1].Continues(next))
        {
            ranges.Add(next);
        }
    }

    private static void Search(FilterCode code, List<SyscallRange> ranges, int first, int last)
    {
        if (first == last)
        {
            Decide(code, ranges[first]);
            return;
        }

        int middle = (first + last + 1) / 2;
        int branch = code.BranchIfAtLeast(ranges[middle].First);
        Search(code, ranges, first, middle - 1);
        code.BranchHere(branch);
        Search(code, ranges, middle, last);
    }

    private static void Decide(FilterCode code, SyscallRange range)
    {
        foreach (SeccompRule rule in range.Rules)
        {
            code.ReturnIf(rule);
        }

        code.Return(range.Action);
    }
}
