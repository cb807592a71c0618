using Containet.DataPlane.Forwarding;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>What the errno of a write to a tap means for the frame (drivers/net/tun.c).</summary>
internal static class WriteErrors
{
    /// <summary>The reason under which the frame is counted.</summary>
    public static DropReason ReasonOf(int errno) =>
        errno == LibC.EMSGSIZE ? DropReason.OverMtu
        : errno == LibC.EAGAIN || errno == LibC.ENOBUFS || errno == LibC.ENOMEM ? DropReason.ReceiverFull
        : errno == LibC.EIO ? DropReason.InterfaceDown
        : IsGone(errno) ? DropReason.PortGone
        : DropReason.WriteFailed;

    /// <summary>Whether the interface has been deleted, so that the port will never work again.</summary>
    public static bool IsGone(int errno) => errno == LibC.EBADFD;
}
