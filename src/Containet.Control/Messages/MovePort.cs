using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Puts a port into another network.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MovePort : AdminCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "move-port";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Verb => Name;

    /// <summary>The port, <c>node:eth0</c>. Needed.</summary>
    [JsonPropertyName("port")]
    public string? Port { get; init; }

    /// <summary>The network. Needed.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <inheritdoc/>
    internal override string Subject => $"{Port} to network {Network}";

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Port(Port, Verb, "port");
        Names.Network(Network, Verb);
    }
}
