using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Names a link: from one port to another, all that a port sends, all that one gets, or all of a network.</summary>
public abstract record LinkCommand : AdminCommand
{
    /// <summary>The network; <c>default</c> if none is named.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <summary>The port whose frames cross it, <c>node:eth0</c>; without it, any.</summary>
    [JsonPropertyName("from")]
    public string? From { get; init; }

    /// <summary>The port that gets them; without it, any.</summary>
    [JsonPropertyName("to")]
    public string? To { get; init; }

    /// <summary>Whether the opposite direction is meant too.</summary>
    [JsonPropertyName("both")]
    public bool? Both { get; init; }

    /// <inheritdoc/>
    internal override string Subject => $"{From ?? "any"} to {To ?? "any"}{(Both == true ? " and back" : "")} in {Network ?? NodeRegistry.DefaultNetwork}";

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Network(Network ?? NodeRegistry.DefaultNetwork, Verb);
        foreach ((string? port, string member) in new[] { (From, "from"), (To, "to") })
        {
            if (port is not null)
            {
                Names.Port(port, Verb, member);
            }
        }

        if (From is not null && From == To)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: from and to are the same port");
        }
    }
}
