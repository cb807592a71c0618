using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/if_packet.h
public static partial class Native
{
    /// <summary>Each frame comes with a <see cref="tpacket_auxdata"/> as control message (option of <c>SOL_PACKET</c>, and its type).</summary>
    public const int PACKET_AUXDATA = 8;

    /// <summary>A packet socket's frames are preceded by a <see cref="virtio_net_hdr"/> (option of <c>SOL_PACKET</c>).</summary>
    public const int PACKET_VNET_HDR = 15;

    /// <summary>In <see cref="tpacket_auxdata.tp_status"/>: the frame had a VLAN tag, which has been taken out.</summary>
    public const uint TP_STATUS_VLAN_VALID = 0x10;

    /// <summary>What a packet socket knows of a frame beside its bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct tpacket_auxdata
    {
        public uint tp_status;
        public uint tp_len;
        public uint tp_snaplen;
        public ushort tp_mac;
        public ushort tp_net;
        public ushort tp_vlan_tci; // host byte order
        public ushort tp_vlan_tpid; // host byte order
    }
}
