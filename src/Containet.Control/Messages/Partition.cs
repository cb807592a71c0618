using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Parts a network: nothing passes between ports of different groups. Instead of the partition before.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Partition : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "partition";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The network; <c>default</c> if none is named.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <summary>Nodes, or ports as <c>node:eth0</c>; one that is in no group reaches all. Empty to heal the network. Needed.</summary>
    [JsonPropertyName("groups")]
    public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Groups!.Count == 0 ? "none" : string.Join(" | ", Groups.Select(group => string.Join(',', group)));

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Network(Network ?? NodeRegistry.DefaultNetwork, Verb);
        if (Groups is null || Groups.Any(group => group is null || group.Any(string.IsNullOrEmpty)))
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: groups is not a list of lists of names");
        }

        foreach (string name in Groups.SelectMany(group => group))
        {
            Names.Node(name, Verb, "groups");
        }

        if (Groups.SelectMany(group => group).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: { } twice })
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: {Names.Shorten(twice)} is in two groups, or twice in one");
        }
    }
}
