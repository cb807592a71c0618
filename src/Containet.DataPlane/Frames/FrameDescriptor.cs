using System.Runtime.InteropServices;

namespace Containet.DataPlane.Frames;

/// <summary>
/// What is known of a frame. Written by the owning worker before the frame is handed on; read by any worker that was
/// handed it; <see cref="References"/> is the owner's alone for the frame's whole life.
/// One cache line each, so that two frames never share one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct FrameDescriptor
{
    /// <summary>Holders of the frame: deliveries on the owner's own list, and other workers that were handed it.</summary>
    public int References;

    /// <summary>The index of the tail buffer in the owner's pool; −1 if the frame fits its head.</summary>
    public int Tail;

    /// <summary>Bytes of the frame in its head, from the destination address on.</summary>
    public int HeadLength;

    /// <summary>Bytes of the frame in its tail.</summary>
    public int TailLength;

    /// <summary>The number of the port it was read from.</summary>
    public ushort Ingress;

    /// <summary>The network of that port.</summary>
    public ushort Network;

    /// <summary>Bytes of the frame without preamble and check sequence.</summary>
    public readonly int Length => HeadLength + TailLength;
}
