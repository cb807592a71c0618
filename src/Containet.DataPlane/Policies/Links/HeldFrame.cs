using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Policies.Links;

/// <summary>A frame that is on its way over a link; its bytes lie in <see cref="HeldFrames"/>.</summary>
internal struct HeldFrame
{
    /// <summary>Where it came from.</summary>
    public Port Source;

    /// <summary>Where it goes to.</summary>
    public Port Destination;

    /// <summary>What is left to do with it: a checksum, at most.</summary>
    public VnetHeader Vnet;

    /// <summary>Its bytes.</summary>
    public int Length;

    /// <summary>The first of its blocks.</summary>
    public int Block;
}
