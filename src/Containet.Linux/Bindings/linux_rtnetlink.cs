using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h, linux/if.h
public static partial class Native
{
    public const ushort RTM_NEWLINK = 16;
    public const ushort RTM_NEWADDR = 20;

    public const uint IFF_UP = 0x1;

    public const ushort IFLA_ADDRESS = 1;
    public const ushort IFLA_MTU = 4;
    public const ushort IFLA_TXQLEN = 13;

    public const ushort IFA_ADDRESS = 1;
    public const ushort IFA_LOCAL = 2;
    public const ushort IFA_BROADCAST = 4;

    /// <summary>The fixed part of a link message: 16 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ifinfomsg
    {
        public byte ifi_family;
        public byte ifi_pad;
        public ushort ifi_type;
        public int ifi_index;
        public uint ifi_flags;
        public uint ifi_change;
    }

    /// <summary>The fixed part of an address message: 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ifaddrmsg
    {
        public byte ifa_family;
        public byte ifa_prefixlen;
        public byte ifa_flags;
        public byte ifa_scope;
        public uint ifa_index;
    }
}
