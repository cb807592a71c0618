namespace Containet.Linux.Bindings;

// linux/if_ether.h
public static partial class Native
{
    /// <summary>Every protocol, to a packet socket.</summary>
    public const ushort ETH_P_ALL = 0x0003;
}
