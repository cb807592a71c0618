using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>What the errno of a write to a tap means for the frame (drivers/net/tun.c).</summary>
internal static class WriteErrors
{
    /// <summary>The reason under which the frame is counted.</summary>
    public static DropReason ReasonOf(int errno) =>
        errno == LibC.EAGAIN || errno == LibC.ENOBUFS || errno == LibC.ENOMEM ? DropReason.ReceiverFull
        : errno == LibC.EIO ? DropReason.InterfaceDown
        : IsGone(errno) ? DropReason.PortGone
        : DropReason.WriteFailed;

    /// <summary>Why a frame is not even tried to be written to a port, or none.</summary>
    public static unsafe DropReason Refuses(Port port, FrameDescriptor* frame) =>
        port.Failure != 0 ? DropReason.PortGone
        : frame->LongestSegment > port.MaxFrame ? DropReason.OverMtu
        : port.VnetHeaderSize == 0 && frame->Segments > Segmenter.MaxSegments ? DropReason.TooManySegments
        : DropReason.None;

    /// <summary>Whether the interface has been deleted, so that the port will never work again.</summary>
    public static bool IsGone(int errno) => errno == LibC.EBADFD;
}
