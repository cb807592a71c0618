namespace Containet.DataPlane.Engines;

/// <summary>
/// What a submission says of itself, to be read back from its completion: from the top 8 bits of kind; of a write 16 bits of
/// frames and 24 of bytes; 16 bits of port. A failed write says all that is to be counted, because the kernel may
/// post its completion long after others have been queued: it runs some twenty such a call (IO_LOCAL_TW_DEFAULT_MAX).
/// </summary>
internal static class UringTag
{
    private const int BytesAt = 16;
    private const int FramesAt = 40;

    /// <summary>The doorbell's poll.</summary>
    public const ulong Doorbell = (ulong)UringTagKind.Doorbell << 56;

    /// <summary>A cancellation.</summary>
    public const ulong Cancel = (ulong)UringTagKind.Cancel << 56;

    /// <summary>The read of a port, by the port's number.</summary>
    public static ulong Read(int port) => ((ulong)UringTagKind.Read << 56) | (uint)port;

    /// <summary>A write to a port.</summary>
    /// <param name="port">The port's number.</param>
    /// <param name="frames">Frames that it stands for, fewer than 2^16.</param>
    /// <param name="bytes">Bytes of all of them, fewer than 2^24: a frame of 2^16 bytes and 2^13 times its headers at most.</param>
    public static ulong Write(ushort port, int frames, int bytes) =>
        ((ulong)UringTagKind.Write << 56) | ((ulong)(uint)frames << FramesAt) | ((ulong)(uint)bytes << BytesAt) | port;

    /// <summary>Which kind it is.</summary>
    public static UringTagKind KindOf(ulong tag) => (UringTagKind)(tag >> 56);

    /// <summary>The port's number.</summary>
    public static ushort PortOf(ulong tag) => (ushort)tag;

    /// <summary>Frames that a write stands for.</summary>
    public static int FramesOf(ulong tag) => (ushort)(tag >> FramesAt);

    /// <summary>Bytes of all of them.</summary>
    public static int BytesOf(ulong tag) => (int)(tag >> BytesAt) & 0xFF_FFFF;
}
