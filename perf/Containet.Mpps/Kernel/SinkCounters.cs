using System.Runtime.InteropServices;

namespace Containet.Mpps.Kernel;

/// <summary>The value in the map of <see cref="XdpSink"/>, 32 bytes, written by the program.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SinkCounters
{
    /// <summary>Frames as they came.</summary>
    public long Frames;

    /// <summary>What they carried.</summary>
    public long Packets;

    /// <summary>Frames whose sequence number was not above the one before.</summary>
    public long Late;

    /// <summary>The sequence number that should come next.</summary>
    public long Next;
}
