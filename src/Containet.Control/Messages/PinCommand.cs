using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>Names a port and one address.</summary>
public abstract record PinCommand : AdminCommand
{
    /// <summary>The port, <c>node:eth0</c>. Needed.</summary>
    [JsonPropertyName("port")]
    public string? Port { get; init; }

    /// <summary>A hardware address, <c>02:00:00:00:00:01</c>; or else <see cref="Ip"/>.</summary>
    [JsonPropertyName("mac")]
    public string? Mac { get; init; }

    /// <summary>An IPv4 or IPv6 address; or else <see cref="Mac"/>.</summary>
    [JsonPropertyName("ip")]
    public string? Ip { get; init; }

    /// <inheritdoc/>
    internal override string Subject => $"{Port} {Mac ?? Ip}";

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Port(Port, Verb, "port");
        if (Mac is null == Ip is null)
        {
            throw new ControlException(ErrorCode.BadRequest, $"{Verb}: names one address, mac or ip");
        }

        Names.Mac(Mac, Verb);
        Names.Ip(Ip, Verb);
    }
}
