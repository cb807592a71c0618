using System.Runtime.InteropServices;

namespace Containet.DataPlane.Offload;

/// <summary>
/// What is left to do with a frame: a checksum to finish, a super-frame to cut into segments. The first 10 bytes of
/// struct virtio_net_hdr (linux/virtio_net.h), in native byte order as taps have it; all zero means a finished frame.
/// </summary>
/// <param name="Flags">VIRTIO_NET_HDR_F_*: 1 a checksum is to be finished, 2 the checksum has been checked.</param>
/// <param name="GsoType">VIRTIO_NET_HDR_GSO_*: what kind of super-frame, 0 for none; 0x80 is added for TCP with ECN.</param>
/// <param name="HeaderLength">Bytes of all headers, a hint only.</param>
/// <param name="GsoSize">Bytes of payload of each segment but the last.</param>
/// <param name="ChecksumStart">Where the checksum begins, in bytes from the frame's start.</param>
/// <param name="ChecksumOffset">Where it is to be put, in bytes from there.</param>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct VnetHeader(
    byte Flags, GsoType GsoType, ushort HeaderLength, ushort GsoSize, ushort ChecksumStart, ushort ChecksumOffset)
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 10;

    /// <summary>VIRTIO_NET_HDR_F_NEEDS_CSUM.</summary>
    public const byte NeedsChecksumFlag = 1;

    /// <summary>Whether the checksum is still to be finished: the field holds the sum of the pseudo-header.</summary>
    public bool NeedsChecksum => (Flags & NeedsChecksumFlag) != 0;

    /// <summary>Whether the frame is a super-frame.</summary>
    public bool IsGso => GsoType != GsoType.None;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsFinished => !NeedsChecksum && !IsGso;

    /// <summary>Reads one.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public static VnetHeader Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<VnetHeader>(bytes);

    /// <summary>Writes it.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes; what lies behind stays as it is.</param>
    public void Write(Span<byte> bytes) => MemoryMarshal.Write(bytes, in this);
}
