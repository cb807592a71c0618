using Containet.DataPlane.Policies.Rules;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Sees to it that a rule takes effect once for a frame, however many copies of a flood are judged: it counts, mirrors and meters
/// the frame, and not each copy, unless it asks where the copy goes. One worker's thread.
/// </summary>
internal sealed class RuleEffects
{
    private readonly long[] _frames = new long[SwitchLimits.Rules];
    private readonly bool[] _passed = new bool[SwitchLimits.Rules];
    private long _frame;

    /// <summary>Begins with another frame.</summary>
    public void Begin() => _frame++;

    /// <summary>Whether a rule is to take effect now, and no more for this frame.</summary>
    public bool Take(int order, Rule rule)
    {
        if (_frames[order] == _frame && rule.Match.Out.Count == 0)
        {
            return false;
        }

        _frames[order] = _frame;
        return true;
    }

    /// <summary>Remembers what a meter said of this frame.</summary>
    public bool Remember(int order, bool passed) => _passed[order] = passed;

    /// <summary>What it said.</summary>
    public bool Passed(int order) => _passed[order];
}
