using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies.Links;

/// <summary>What becomes of a frame on a link.</summary>
/// <param name="Reason">Why it is lost, if it is.</param>
/// <param name="Due">When it arrives (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
/// <param name="Twice">Whether it arrives twice.</param>
/// <param name="Corrupt">Whether a bit of it is turned over.</param>
internal readonly record struct LinkFate(DropReason Reason, long Due, bool Twice, bool Corrupt)
{
    /// <summary>It is lost.</summary>
    public static LinkFate Lost(DropReason reason) => new(reason, 0, false, false);
}
