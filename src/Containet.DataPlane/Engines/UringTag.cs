using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Engines;

/// <summary>
/// What a submission says of itself, to be read back from its completion, however late that comes: 4 bits of kind; of a write
/// 8 bits of the port's generation, 12 of its number, 16 of frames, 24 of bytes; of a read or poll the port's number, of a single
/// read 16 bits of frame.
/// </summary>
internal static class UringTag
{
    /// <summary>The doorbell's poll.</summary>
    public const ulong Doorbell = (ulong)UringTagKind.Doorbell << KindShift;

    /// <summary>A cancellation.</summary>
    public const ulong Cancel = (ulong)UringTagKind.Cancel << KindShift;

    private const int KindShift = 60;
    private const int GenerationShift = 52;
    private const int PortShift = 40;
    private const int FramesShift = 24;
    private const ulong PortMask = 0xFFF;
    private const ulong FramesMask = 0xFFFF;
    private const ulong WireMask = 0xFF_FFFF;

    /// <summary>The multishot read of a port, by the port's number.</summary>
    public static ulong Read(int port) => ((ulong)UringTagKind.Read << KindShift) | ((ulong)(uint)port << PortShift);

    /// <summary>A single read of a port.</summary>
    /// <param name="port">The port's number.</param>
    /// <param name="frame">The frame of the worker's pool that it reads into.</param>
    public static ulong SingleRead(int port, int frame) =>
        ((ulong)UringTagKind.SingleRead << KindShift) | ((ulong)(uint)port << PortShift) | (ushort)frame;

    /// <summary>The poll of a port.</summary>
    public static ulong Poll(int port) => ((ulong)UringTagKind.Poll << KindShift) | ((ulong)(uint)port << PortShift);

    /// <summary>A write.</summary>
    /// <param name="port">The port.</param>
    /// <param name="frames">Frames that it stands for; a super-frame has fewer than 2^16.</param>
    /// <param name="wire">Their bytes together; of a super-frame fewer than 2^24, with a header before every byte.</param>
    public static ulong Write(Port port, int frames, int wire) =>
        ((ulong)UringTagKind.Write << KindShift)
        | ((ulong)(byte)port.Generation << GenerationShift)
        | ((ulong)port.Number << PortShift)
        | ((ulong)(uint)frames << FramesShift)
        | (uint)wire;

    /// <summary>Which kind it is.</summary>
    public static UringTagKind KindOf(ulong tag) => (UringTagKind)(tag >> KindShift);

    /// <summary>The port's number.</summary>
    public static ushort PortOf(ulong tag) => (ushort)((tag >> PortShift) & PortMask);

    /// <summary>The frame that a single read reads into.</summary>
    public static int FrameOf(ulong tag) => (ushort)tag;

    /// <summary>Whether a write was to a port, and not to an earlier one of its number.</summary>
    public static bool IsTo(ulong tag, Port port) => (byte)(tag >> GenerationShift) == (byte)port.Generation;

    /// <summary>The frames of a write.</summary>
    public static int FramesOf(ulong tag) => (int)((tag >> FramesShift) & FramesMask);

    /// <summary>Their bytes.</summary>
    public static int WireOf(ulong tag) => (int)(tag & WireMask);
}
