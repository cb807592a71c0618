using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Replaces a network's rules, all at once.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetRules : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "set-rules";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The network. Needed.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <summary>The rules, the first that decides first; empty for none. Needed.</summary>
    [JsonPropertyName("rules")]
    public IReadOnlyList<RuleDescription>? Rules { get; init; }

    /// <inheritdoc/>
    internal override string Subject => $"{Rules!.Count} of network {Network}";

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Network(Network, Verb);
        if (Rules is null)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: rules is missing");
        }

        foreach (RuleDescription? rule in Rules)
        {
            Names.Rule(rule?.Name, Verb);
        }

        if (Rules.GroupBy(rule => rule.Name).FirstOrDefault(same => same.Count() > 1) is { Key: { } twice })
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: two rules are called {Names.Shorten(twice)}");
        }
    }
}
