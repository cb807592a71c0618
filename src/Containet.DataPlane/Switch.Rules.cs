using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane;

/// <content>Rules: each network has a list, replaced as a whole.</content>
public sealed partial class Switch
{
    /// <summary>
    /// Replaces a network's rules, under traffic: each frame is judged by the old list or by the new one. What a rule of the same
    /// name has counted goes on if the rule is the same.
    /// </summary>
    /// <exception cref="SwitchException">There is no such network, or there are too many rules; nothing has changed.</exception>
    public void SetRules(string network, IReadOnlyList<Rule> rules)
    {
        lock (_control)
        {
            Network changed = FindNetwork(network);
            CheckRules(rules);
            Dictionary<string, RuleState> before = changed.Rules.ToDictionary(state => state.Rule.Name);
            changed.Rules = [.. rules.Select(rule => StateOf(rule, before.GetValueOrDefault(rule.Name)))];
            ApplyPolicies(changed);
            TellAll(WorkerCommandKind.Settle); // from now on nobody counts for the old ones
        }
    }

    /// <summary>A network's rules, in order, and what each has counted.</summary>
    /// <exception cref="SwitchException">There is no such network.</exception>
    public IReadOnlyList<(Rule Rule, long Frames, long Bytes)> RulesOf(string network)
    {
        lock (_control)
        {
            return [.. FindNetwork(network).Rules.Select(state => (state.Rule, state.Counted.Frames, state.Counted.Bytes))];
        }
    }

    // The same rule goes on with the state that it has; a record compares its lists by identity, so by what it says.
    private RuleState StateOf(Rule rule, RuleState? before) =>
        before is not null && RuleText.Of(before.Rule) == RuleText.Of(rule) ? before : new RuleState(rule, _workers.Length);

    private static void CheckRules(IReadOnlyList<Rule> rules)
    {
        if (rules.Count > SwitchLimits.Rules)
        {
            throw new SwitchException("limit", $"{rules.Count} rules are more than the {SwitchLimits.Rules} that a network may have");
        }

        long entries = 0;
        foreach (Rule rule in rules)
        {
            entries += RuleCompiler.Entries(rule.Match);
            if (entries > SwitchLimits.RuleEntries)
            {
                throw new SwitchException("limit", $"rule '{rule.Name}': with it the rules have more than {SwitchLimits.RuleEntries} entries (ports times ranges)");
            }
        }
    }
}
