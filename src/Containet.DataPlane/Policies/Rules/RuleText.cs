namespace Containet.DataPlane.Policies.Rules;

/// <summary>What a rule says, in one line: two rules that say the same are the same.</summary>
internal static class RuleText
{
    /// <summary>The line.</summary>
    public static string Of(Rule rule)
    {
        RuleMatch match = rule.Match;
        return $"{rule with { Match = Nothing }} {match with { In = Nobody, Out = Nobody }} {string.Join(',', match.In)} {string.Join(',', match.Out)}";
    }

    private static readonly IReadOnlyList<string> Nobody = [];
    private static readonly RuleMatch Nothing = new();
}
