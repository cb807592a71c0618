using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Engines;

/// <summary>What a submission says of itself, to be read back from its completion: 8 bits of kind, 8 of count, 16 of port, 32 of frame.</summary>
internal static class UringTag
{
    /// <summary>The doorbell's poll.</summary>
    public const ulong Doorbell = (ulong)UringTagKind.Doorbell << 56;

    /// <summary>A cancellation.</summary>
    public const ulong Cancel = (ulong)UringTagKind.Cancel << 56;

    /// <summary>A port's read.</summary>
    public static ulong Read(int port) => ((ulong)UringTagKind.Read << 56) | ((ulong)(uint)port << 32);

    /// <summary>The write of a whole frame.</summary>
    public static ulong Write(Port port, FrameRef frame) =>
        ((ulong)UringTagKind.Write << 56) | ((ulong)port.Number << 32) | frame.Value;

    /// <summary>The write of one segment of a frame.</summary>
    public static ulong WriteSegment(Port port, FrameRef frame) =>
        ((ulong)UringTagKind.WriteSegment << 56) | ((ulong)port.Number << 32) | frame.Value;

    /// <summary>The write of several frames as one.</summary>
    /// <param name="port">The destination.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, up to 255.</param>
    public static ulong WriteRun(Port port, FrameRef first, int count) =>
        ((ulong)UringTagKind.WriteRun << 56) | ((ulong)(uint)count << 48) | ((ulong)port.Number << 32) | first.Value;

    /// <summary>How many frames a run has.</summary>
    public static int CountOf(ulong tag) => (byte)(tag >> 48);

    /// <summary>Which kind it is.</summary>
    public static UringTagKind KindOf(ulong tag) => (UringTagKind)(tag >> 56);

    /// <summary>The port's number.</summary>
    public static ushort PortOf(ulong tag) => (ushort)(tag >> 32);

    /// <summary>The frame.</summary>
    public static FrameRef FrameOf(ulong tag) => new((uint)tag);
}
