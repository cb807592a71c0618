namespace Containet.DataPlane.Offload;

/// <summary>Kinds of super-frames (VIRTIO_NET_HDR_GSO_* of linux/virtio_net.h).</summary>
public enum GsoType : byte
{
    /// <summary>Not a super-frame.</summary>
    None = 0,

    /// <summary>TCP over IPv4.</summary>
    TcpV4 = 1,

    /// <summary>UDP to be cut into IP fragments; kernels since 4.14 do not ask for it and the switch does not offer it.</summary>
    UdpFragments = 3,

    /// <summary>TCP over IPv6.</summary>
    TcpV6 = 4,

    /// <summary>UDP of equal datagrams, over either IP.</summary>
    UdpL4 = 5,

    /// <summary>Added to a TCP type: the segments carry congestion marks.</summary>
    Ecn = 0x80,
}
