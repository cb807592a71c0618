using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/if_tun.h, linux/if.h
public static unsafe partial class Native
{
    public const int IFNAMSIZ = 16;

    public const int IFF_TUN = 0x0001;
    public const int IFF_TAP = 0x0002;
    public const int IFF_NO_CARRIER = 0x0040;
    public const int IFF_NAPI = 0x0010; // what is written passes the interface's NAPI, and so its GRO
    public const int IFF_MULTI_QUEUE = 0x0100;
    public const int IFF_TUN_EXCL = 0x8000;
    public const int IFF_NO_PI = 0x1000;
    public const int IFF_VNET_HDR = 0x4000;

    public const int SIOCGIFINDEX = 0x8933;

    public const int TUNSETIFF = 0x400454ca;
    public const int TUNSETOFFLOAD = 0x400454d0;
    public const int TUNGETIFF = unchecked((int)0x800454d2);
    public const int TUNGETVNETHDRSZ = unchecked((int)0x800454d7);
    public const int TUNSETVNETHDRSZ = 0x400454d8;
    public const int TUNGETDEVNETNS = 0x54e3;
    public const int TUNATTACHFILTER = 0x401054d5;
    public const int TUNDETACHFILTER = 0x401054d6;

    /// <summary>In the answer of TUNGETIFF: no filter is attached. The same bit as <see cref="IFF_NO_PI"/>.</summary>
    public const int IFF_NOFILTER = 0x1000;

    public const uint TUN_F_CSUM = 0x01;
    public const uint TUN_F_TSO4 = 0x02;
    public const uint TUN_F_TSO6 = 0x04;
    public const uint TUN_F_TSO_ECN = 0x08;
    public const uint TUN_F_USO4 = 0x20;
    public const uint TUN_F_USO6 = 0x40;

    /// <summary>Set in <see cref="tun_pi.flags"/> when a read cut the frame.</summary>
    public const ushort TUN_PKT_STRIP = 0x0001;

    /// <summary>The packet-information header before each frame of a tap without <c>IFF_NO_PI</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct tun_pi
    {
        public ushort flags;
        public ushort proto; // network byte order
    }

    /// <summary>The interface request of <c>TUNSETIFF</c> and <c>TUNGETIFF</c>: name and flags, 40 bytes on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 40)]
    public struct ifreq
    {
        public fixed byte ifr_name[IFNAMSIZ];
        public short ifr_flags;
    }
}
