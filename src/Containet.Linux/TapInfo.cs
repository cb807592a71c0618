using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>What a tap says of itself.</summary>
/// <param name="Name">The interface's name inside its own network namespace.</param>
/// <param name="Flags">The flags of TUNGETIFF (linux/if_tun.h).</param>
/// <param name="VnetHeaderSize">Bytes of virtio-net header before each frame; 0 without <c>IFF_VNET_HDR</c>.</param>
/// <param name="NetworkNamespace">The inode of the interface's network namespace; 0 if unknown.</param>
public sealed record TapInfo(string Name, int Flags, int VnetHeaderSize, ulong NetworkNamespace)
{
    /// <summary>Each frame is preceded by the 4-byte packet-information header, before any virtio-net header.</summary>
    public bool HasPacketInformation => (Flags & IFF_NO_PI) == 0;

    /// <summary>Bytes before the Ethernet header in every read and write.</summary>
    public int PrefixSize => (HasPacketInformation ? 4 : 0) + VnetHeaderSize;
}
