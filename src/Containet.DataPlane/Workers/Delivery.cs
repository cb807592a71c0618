using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;

namespace Containet.DataPlane.Workers;

/// <summary>
/// A frame on its way to a port, eight bytes, as it lies in rings and lists. Where <see cref="Port"/> is
/// <see cref="Verdict.FloodPort"/> it goes to every port that was the receiving worker's alone in an era of the frame's network,
/// but the one it came from.
/// </summary>
/// <param name="Frame">The frame.</param>
/// <param name="Port">The destination's number.</param>
/// <param name="Generation">
/// The destination's generation, so that a later port of the same number does not get it; of a flood, the era
/// (<see cref="Ports.Membership.Era"/>).
/// </param>
public readonly record struct Delivery(FrameRef Frame, ushort Port, ushort Generation);
