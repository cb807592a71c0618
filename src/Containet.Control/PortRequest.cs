using Containet.Linux;

namespace Containet.Control;

/// <summary>A port to be added, all checks passed.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="InterfaceName">The interface's name inside the container.</param>
/// <param name="Network">The network to join.</param>
/// <param name="Tap">What the tap says of itself.</param>
/// <param name="Mac">The declared hardware address in lower case, <c>02:00:00:00:00:01</c>; null if none.</param>
/// <param name="Ip4">The declared IPv4 address, <c>10.0.0.2/24</c> or without the mask; null if none.</param>
/// <param name="Mtu">The declared MTU in bytes; null if none.</param>
public sealed record PortRequest(
    string Node, string InterfaceName, string Network, TapInfo Tap, string? Mac, string? Ip4, int? Mtu)
{
    /// <summary>Which source addresses it may use; null for what is usual.</summary>
    public string? Guard { get; init; }

    /// <summary>Addresses that are learned at it at most; null for what is usual.</summary>
    public int? MaxMacs { get; init; }
}
