namespace Containet.Linux.Seccomp;

/// <summary>What is done with a system call if its arguments fulfil all conditions.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Conditions">The conditions; at least one.</param>
public sealed record SeccompRule(SeccompAction Action, IReadOnlyList<ArgumentCondition> Conditions);
