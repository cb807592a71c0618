using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Forwarding;

/// <summary>
/// The rules of a learning bridge (IEEE 802.1Q, clause 8), as a pure function of a frame, the port it came from and what
/// the network's table knows: learn the source, look up the destination, flood what is unknown or for a group.
/// </summary>
public static class Forwarder
{
    /// <summary>Bytes of an Ethernet header: two addresses and a type.</summary>
    public const int HeaderSize = 14;

    /// <summary>Decides. Any thread; no allocation, no system call.</summary>
    /// <param name="frame">The frame's first bytes, from the destination address on; all of them if it is shorter than a header.</param>
    /// <param name="ingress">The number of the port it came from.</param>
    /// <param name="table">The table of that port's network; the source is learned in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Verdict Decide(ReadOnlySpan<byte> frame, int ingress, MacTable table)
    {
        if (frame.Length < HeaderSize)
        {
            return Verdict.Drop(DropReason.Runt);
        }

        MacAddress source = MacAddress.Read(frame[MacAddress.Size..]);
        if (source.IsGroup || source.IsZero)
        {
            return Verdict.Drop(DropReason.BadSource);
        }

        LearnResult learned = table.Learn(source, ingress);
        if (learned is LearnResult.Refused or LearnResult.Full)
        {
            return Verdict.Drop(learned == LearnResult.Full ? DropReason.TooManyAddresses : DropReason.SpoofedSource);
        }

        MacAddress destination = MacAddress.Read(frame);
        if (destination.IsGroup)
        {
            return destination.IsLinkLocal ? Verdict.Drop(DropReason.LinkLocal) : Verdict.Flood;
        }

        int port = table.Lookup(destination);
        return port == 0 ? Verdict.Flood
            : port == ingress ? Verdict.Drop(DropReason.SamePort)
            : Verdict.To(port);
    }
}
