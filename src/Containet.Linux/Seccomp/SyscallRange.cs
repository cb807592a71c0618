namespace Containet.Linux.Seccomp;

/// <summary>Calls with neighbouring numbers with which the same is done: those from one number on, up to the next range.</summary>
/// <param name="First">The lowest number.</param>
/// <param name="Action">What is done if no rule holds.</param>
/// <param name="Rules">The rules that are tried before.</param>
internal readonly record struct SyscallRange(uint First, SeccompAction Action, IReadOnlyList<SeccompRule> Rules)
{
    /// <summary>Whether a range that follows this one is no different.</summary>
    public bool Continues(SyscallRange next) => Action == next.Action && Rules.Count == 0 && next.Rules.Count == 0;
}
