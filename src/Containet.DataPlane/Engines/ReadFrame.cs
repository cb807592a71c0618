using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Engines;

/// <summary>
/// What has just been read from a tap becomes a frame, or is refused with a reason: its prefix is looked at, what is left to
/// do with it is validated, its descriptor filled in. The same for every engine.
/// </summary>
internal static unsafe class ReadFrame
{
    /// <summary>Fills in a descriptor.</summary>
    /// <param name="port">The port that was read.</param>
    /// <param name="pool">The worker's pool.</param>
    /// <param name="index">The frame whose buffer was read into, held by the caller.</param>
    /// <param name="length">Bytes that were read, the prefix included.</param>
    /// <returns>Why it cannot be forwarded, or none.</returns>
    public static DropReason Accept(Port port, FramePool pool, int index, int length)
    {
        // Safe: the kernel has written that many bytes there, at most the buffer's.
        var read = new ReadOnlySpan<byte>(pool.ReadAddress(index), length);
        int frameLength = length - port.PrefixSize;
        if (length >= FramePool.ReadCapacity || (frameLength >= 0 && TapPrefix.IsCut(read, port.PacketInformation)))
        {
            return DropReason.Giant; // the kernel tells a cut frame from one that just fits by nothing else
        }

        if (frameLength < Forwarder.HeaderSize)
        {
            return DropReason.Runt;
        }

        FrameDescriptor* frame = pool.Descriptor(index);
        frame->Start = (ushort)(FramePool.ReadOffset + port.PrefixSize);
        frame->Length = frameLength;
        frame->Shape = port.Shape;
        frame->Ingress = port.Number;
        frame->Network = port.Network.Id;
        return port.VnetHeaderSize == 0 || AcceptVnet(
            VnetHeader.Read(read[(port.PrefixSize - port.VnetHeaderSize)..]), frame, read[port.PrefixSize..])
            ? DropReason.None
            : DropReason.BadVnetHeader;
    }

    private static bool AcceptVnet(VnetHeader vnet, FrameDescriptor* frame, ReadOnlySpan<byte> bytes)
    {
        if (vnet.IsFinished)
        {
            return true;
        }

        if (!VnetValidator.IsValid(vnet, bytes, out int headerLength))
        {
            return false;
        }

        frame->Vnet = vnet;
        if (vnet.IsGso)
        {
            frame->HeaderLength = (ushort)headerLength;
            frame->Segments = (ushort)((bytes.Length - headerLength + vnet.GsoSize - 1) / vnet.GsoSize);
        }

        return true;
    }
}
