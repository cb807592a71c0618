namespace Containet.DataPlane.Forwarding;

/// <summary>What is to be done with a frame: one destination, every other port of the network, or nothing.</summary>
/// <param name="Port">The destination's number; <see cref="FloodPort"/> for all; 0 if dropped.</param>
/// <param name="Reason">Why it is dropped, if it is.</param>
public readonly record struct Verdict(ushort Port, DropReason Reason)
{
    /// <summary>Stands for every other port of the network; no port has this number.</summary>
    public const ushort FloodPort = 0xFFFF;

    /// <summary>To every port but the one it came from.</summary>
    public static readonly Verdict Flood = new(FloodPort, DropReason.None);

    /// <summary>To one port.</summary>
    public static Verdict To(int port) => new((ushort)port, DropReason.None);

    /// <summary>To none.</summary>
    public static Verdict Drop(DropReason reason) => new(0, reason);
}
