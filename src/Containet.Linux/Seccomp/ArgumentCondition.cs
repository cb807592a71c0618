namespace Containet.Linux.Seccomp;

/// <summary>What must hold for an argument of a system call.</summary>
/// <param name="Index">Which argument, 0 to 5.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">What with.</param>
/// <param name="Mask">The bits of the argument that are looked at.</param>
public readonly record struct ArgumentCondition(int Index, ArgumentComparison Comparison, ulong Value, ulong Mask = ulong.MaxValue)
{
    /// <summary>
    /// The bits that the kernel itself looks at of an argument that is an int to it. What a caller puts above them changes nothing
    /// for the call and so must change nothing for the filter.
    /// </summary>
    public const ulong Int = uint.MaxValue;
}
