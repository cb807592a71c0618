namespace Containet.DataPlane.Ports;

/// <summary>Which source addresses a port may use.</summary>
public enum GuardKind
{
    /// <summary>
    /// Any but those that are another port's: declared by its launcher, or pinned to it. So nobody imitates another, and whatever
    /// else is legal goes on working: several addresses, bridges and routers in a container, IPv6, DHCP.
    /// </summary>
    Others,

    /// <summary>None but its own; of a family of which it has none, any but another port's. Without an address, and link-local, it may ask for one.</summary>
    Strict,

    /// <summary>Any, but for hardware addresses that are pinned elsewhere.</summary>
    Off,
}
