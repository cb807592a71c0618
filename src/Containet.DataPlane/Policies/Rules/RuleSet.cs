using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>The rules of a network, as its workers ask them: tables for the ports that are in now. Immutable but for the rules' states.</summary>
internal sealed class RuleSet
{
    private readonly RuleTable _table;
    private readonly RuleState[] _states;
    private readonly Port?[] _targets;

    /// <summary>Makes one.</summary>
    /// <param name="states">The rules, in order.</param>
    /// <param name="ports">The network's ports.</param>
    /// <param name="secret">Seeds the hashes.</param>
    public RuleSet(IReadOnlyList<RuleState> states, IEnumerable<Port> ports, ulong secret)
    {
        _states = [.. states];
        Dictionary<string, Port> byName = ports.GroupBy(port => port.ToString()).ToDictionary(same => same.Key, same => same.First());
        int NumberOf(string name) => byName.TryGetValue(name, out Port? port) ? port.Number : 0;
        _targets = [.. states.Select(state => state.Rule.Port is { } name ? byName.GetValueOrDefault(name) : null)];
        _table = new RuleTable(
            states.SelectMany((state, order) => RuleCompiler.Compile(state.Rule.Match, NumberOf).Select(entry => (entry.Mask, entry.Value, order))), secret);
        NamesDestinations = states.Any(state => state.Rule.Match.Out.Count > 0);
    }

    /// <summary>Whether any rule asks where a frame goes, so that a flood is judged for each port.</summary>
    public bool NamesDestinations { get; }

    /// <summary>The first rule behind a given one that wants a frame; −1 if there is none.</summary>
    public int Next(in FrameKey key, int after) => _table.Next(key, after);

    /// <summary>A rule's state.</summary>
    public RuleState this[int order] => _states[order];

    /// <summary>The port that a rule names, if it is in.</summary>
    public Port? Target(int order) => _targets[order];
}
