using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Changes what a port may do; what is not named stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetPort : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "set-port";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The port, <c>node:eth0</c>. Needed.</summary>
    [JsonPropertyName("port")]
    public string? Port { get; init; }

    /// <summary>Whether it hears nothing of other isolated ports: <c>yes</c>, <c>no</c>, or <c>network</c> for what its network says.</summary>
    [JsonPropertyName("isolated")]
    public string? Isolated { get; init; }

    /// <summary>Which source addresses it may use: <c>others</c> (any but other ports'), <c>strict</c> (its own), <c>off</c>.</summary>
    [JsonPropertyName("guard")]
    public string? Guard { get; init; }

    /// <summary>Addresses that are learned at it at most, at a time; 0 for any number.</summary>
    [JsonPropertyName("max-macs")]
    public int? MaxMacs { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Port!;

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Port(Port, Verb, "port");
        Names.OneOf(Isolated is null ? null : [Isolated], Verb, "isolated", "yes", "no", "network");
        Names.Guard(Guard, Verb);
        Names.Number(MaxMacs, 0, Limits.MaxMacs, Verb, "max-macs");
    }
}
