namespace Containet.Linux.Netlink;

/// <summary>What is to become of an interface; what is null stays as it is.</summary>
public sealed record LinkSettings
{
    /// <summary>Up or down.</summary>
    public bool? Up { get; init; }

    /// <summary>The largest packet, in bytes, without the Ethernet header.</summary>
    public int? Mtu { get; init; }

    /// <summary>How many packets may wait in the transmit queue.</summary>
    public int? TransmitQueueLength { get; init; }

    /// <summary>The hardware address: six bytes.</summary>
    public byte[]? Address { get; init; }
}
