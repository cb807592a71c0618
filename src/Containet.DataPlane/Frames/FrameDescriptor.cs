using System.Runtime.InteropServices;
using Containet.DataPlane.Offload;

namespace Containet.DataPlane.Frames;

/// <summary>
/// What is known of a frame. Written by the owning worker before the frame is handed on; read by any worker that was
/// handed it; <see cref="References"/> is the owner's alone for the frame's whole life.
/// It lies before the bytes of its frame, at most <see cref="FramePool.ReadOffset"/> long; two frames never share a cache line.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct FrameDescriptor
{
    /// <summary>Holders of the frame: deliveries on the owner's own list, and other workers that were handed it.</summary>
    public int References;

    /// <summary>Bytes of the frame, from the destination address on, without check sequence.</summary>
    public int Length;

    /// <summary>Where in its buffer the frame begins; what its tap put before it lies there.</summary>
    public ushort Start;

    /// <summary>The number of the port it was read from.</summary>
    public ushort Ingress;

    /// <summary>The network of that port.</summary>
    public ushort Network;

    /// <summary>What its tap put before it: <see cref="TapPrefix.ShapeOf"/>.</summary>
    public byte Shape;

    /// <summary>Frames that it stands for: more than 1 for a super-frame.</summary>
    public ushort Segments;

    /// <summary>Bytes of headers that each segment of a super-frame repeats; 0 for an ordinary frame.</summary>
    public ushort HeaderLength;

    /// <summary>What is left to do with it, validated.</summary>
    public VnetHeader Vnet;

    /// <summary>Bytes of all frames that it stands for.</summary>
    public readonly int WireLength => Length + ((Segments - 1) * HeaderLength);

    /// <summary>Bytes of the longest frame that it stands for.</summary>
    public readonly int LongestSegment => Segments == 1 ? Length : HeaderLength + Vnet.GsoSize;
}
