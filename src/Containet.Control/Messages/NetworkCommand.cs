using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>What is said of a network when it is made or changed.</summary>
public abstract record NetworkCommand : AdminCommand
{
    /// <summary>Its name, 1 to 63 bytes. Needed.</summary>
    [JsonPropertyName("network")]
    public string? Network { get; init; }

    /// <summary>The longest packet that may cross it, in bytes, 68 to 65535; 0 for any.</summary>
    [JsonPropertyName("mtu")]
    public int? Mtu { get; init; }

    /// <summary>What is flooded: any of <c>broadcast</c>, <c>multicast</c>, <c>unknown</c>.</summary>
    [JsonPropertyName("flood")]
    public IReadOnlyList<string>? Flood { get; init; }

    /// <summary>Whether its ports hear nothing of each other, but for those that are set to be open.</summary>
    [JsonPropertyName("isolated")]
    public bool? Isolated { get; init; }

    /// <inheritdoc/>
    internal override string Subject => Network!;

    /// <inheritdoc/>
    internal override void Check()
    {
        Names.Network(Network, Verb);
        if (Mtu != 0)
        {
            Names.Mtu(Mtu, Verb);
        }

        Names.OneOf(Flood, Verb, "flood", "broadcast", "multicast", "unknown");
    }
}
