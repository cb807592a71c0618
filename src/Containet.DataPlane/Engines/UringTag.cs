namespace Containet.DataPlane.Engines;

/// <summary>What a submission says of itself, to be read back from its completion: 8 bits of kind, 32 of number.</summary>
internal static class UringTag
{
    /// <summary>The doorbell's poll.</summary>
    public const ulong Doorbell = (ulong)UringTagKind.Doorbell << 56;

    /// <summary>A cancellation.</summary>
    public const ulong Cancel = (ulong)UringTagKind.Cancel << 56;

    /// <summary>The read of a port, by the port's number.</summary>
    public static ulong Read(int port) => ((ulong)UringTagKind.Read << 56) | (uint)port;

    /// <summary>A write, by its place among those not yet carried out.</summary>
    public static ulong Write(int index) => ((ulong)UringTagKind.Write << 56) | (uint)index;

    /// <summary>Which kind it is.</summary>
    public static UringTagKind KindOf(ulong tag) => (UringTagKind)(tag >> 56);

    /// <summary>The port's number, or the write's place.</summary>
    public static int NumberOf(ulong tag) => (int)(uint)tag;
}
