namespace Containet.Linux.Bindings;

// linux/if_packet.h
public static partial class Native
{
    /// <summary>A packet socket's frames are preceded by a <see cref="virtio_net_hdr"/> (option of <c>SOL_PACKET</c>).</summary>
    public const int PACKET_VNET_HDR = 15;
}
