using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Seccomp;

/// <summary>
/// The instructions of a filter as they are being written. Conditional jumps reach 255 instructions; where a branch is longer an
/// unconditional one carries it. A filter sees <c>struct seccomp_data</c>: the number, the architecture, and each argument in two halves.
/// </summary>
internal sealed class FilterCode
{
    private const int NumberOffset = 0;
    private const int ArchitectureOffset = 4;
    private const int ArgumentsOffset = 16;
    private const int ArgumentSize = 8;
    private const int HalfSize = 4;
    private const int Pending = byte.MaxValue; // the distance of a jump whose target is not known yet

    private readonly List<sock_filter> _code = new(512);

    public sock_filter[] ToArray() => [.. _code];

    public void LoadArchitecture() => Emit(BPF_LD | BPF_W | BPF_ABS, ArchitectureOffset);

    public void LoadNumber() => Emit(BPF_LD | BPF_W | BPF_ABS, NumberOffset);

    public void Return(SeccompAction action) => Emit(BPF_RET | BPF_K, action.Value);

    /// <summary>Returns unless the value just loaded is the expected one.</summary>
    public void ReturnUnlessEqual(uint value, SeccompAction action)
    {
        Emit(BPF_JMP | BPF_JEQ | BPF_K, value, whenTrue: 1);
        Return(action);
    }

    /// <summary>Branches, to where <see cref="BranchHere"/> will say, if the value just loaded is at least so large.</summary>
    /// <returns>The branch.</returns>
    public int BranchIfAtLeast(uint value)
    {
        Emit(BPF_JMP | BPF_JGE | BPF_K, value);
        return _code.Count - 1;
    }

    /// <summary>The next instruction is where a branch leads.</summary>
    public void BranchHere(int branch)
    {
        int distance = _code.Count - branch - 1;
        sock_filter jump = _code[branch];
        if (distance <= byte.MaxValue)
        {
            jump.jt = (byte)distance;
        }
        else
        {
            // Jumps count from themselves, so what follows may be moved as a whole.
            jump.jf = 1;
            _code.Insert(branch + 1, new sock_filter { code = BPF_JMP | BPF_JA, k = (uint)distance });
        }

        _code[branch] = jump;
    }

    /// <summary>Returns the rule's action if its conditions hold, and goes on otherwise.</summary>
    public void ReturnIf(SeccompRule rule)
    {
        var failures = new List<int>();
        foreach (ArgumentCondition condition in rule.Conditions)
        {
            Require(condition, failures);
        }

        Return(rule.Action);
        failures.ForEach(JumpHere);
    }

    // Falls through if the condition holds; jumps that are taken if it does not are added to the failures.
    private void Require(ArgumentCondition condition, List<int> failures)
    {
        (ArgumentComparison comparison, bool negated) = condition.Comparison switch
        {
            ArgumentComparison.NotEqual => (ArgumentComparison.Equal, true),
            ArgumentComparison.Less => (ArgumentComparison.GreaterOrEqual, true),
            ArgumentComparison.LessOrEqual => (ArgumentComparison.Greater, true),
            _ => (condition.Comparison, false),
        };
        var hold = new List<int>();
        var fail = new List<int>();
        (uint low, uint high) = ((uint)condition.Value, (uint)(condition.Value >> 32));
        bool highMatters = condition.Mask > uint.MaxValue || high != 0;
        if (highMatters)
        {
            LoadHalf(condition, isHigh: true);
            if (comparison != ArgumentComparison.Equal)
            {
                hold.Add(Jump(BPF_JGT, high, whenTrue: true));
            }

            fail.Add(Jump(BPF_JEQ, high, whenTrue: false));
        }

        LoadHalf(condition, isHigh: false);
        ushort test = comparison switch
        {
            ArgumentComparison.Equal => BPF_JEQ,
            ArgumentComparison.Greater => BPF_JGT,
            _ => BPF_JGE,
        };
        if (!negated)
        {
            fail.Add(Jump(test, low, whenTrue: false));
            hold.ForEach(JumpHere);
            failures.AddRange(fail);
        }
        else
        {
            // What holds is what the rule does not want.
            hold.Add(Jump(test, low, whenTrue: true));
            fail.ForEach(JumpHere);
            failures.AddRange(hold);
        }
    }

    private void LoadHalf(ArgumentCondition condition, bool isHigh)
    {
        uint mask = isHigh ? (uint)(condition.Mask >> 32) : (uint)condition.Mask;
        Emit(BPF_LD | BPF_W | BPF_ABS, (uint)(ArgumentsOffset + (condition.Index * ArgumentSize) + (isHigh ? HalfSize : 0)));
        if (mask != uint.MaxValue)
        {
            Emit(BPF_ALU | BPF_AND | BPF_K, mask);
        }
    }

    // A jump whose target is not known yet: taken if the test gives that.
    private int Jump(ushort test, uint value, bool whenTrue)
    {
        Emit((ushort)(BPF_JMP | test | BPF_K), value, whenTrue: whenTrue ? (byte)Pending : (byte)0, whenFalse: whenTrue ? (byte)0 : (byte)Pending);
        return _code.Count - 1;
    }

    private void JumpHere(int index)
    {
        int distance = _code.Count - index - 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(distance, Pending, nameof(index));
        sock_filter jump = _code[index];
        if (jump.jt == Pending)
        {
            jump.jt = (byte)distance;
        }
        else
        {
            jump.jf = (byte)distance;
        }

        _code[index] = jump;
    }

    private void Emit(ushort code, uint value, byte whenTrue = 0, byte whenFalse = 0) =>
        _code.Add(new sock_filter { code = code, jt = whenTrue, jf = whenFalse, k = value });

    private void Emit(int code, uint value, byte whenTrue = 0) => Emit((ushort)code, value, whenTrue);
}
