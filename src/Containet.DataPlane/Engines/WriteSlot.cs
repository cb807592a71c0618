using System.Runtime.InteropServices;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>The pieces of one gathering write, kept where the kernel finds them until it has carried it out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WriteSlot
{
    /// <summary>Room for the pieces: prefix, headers or first piece, payload.</summary>
    public const int MaxPieces = 3;

    /// <summary>What the tap expects before the frame.</summary>
    public fixed byte Prefix[TapPrefix.MaxSize + 4];

    /// <summary>Headers that differ from those in the frame's buffer.</summary>
    public fixed byte Headers[Segmenter.MaxHeaderLength];

    private fixed ulong _pieces[2 * MaxPieces]; // iovec: address, length

    /// <summary>The pieces, as many as were added.</summary>
    /// <param name="slot">Where this slot lies; it does not move.</param>
    public static iovec* PiecesOf(WriteSlot* slot) => (iovec*)slot->_pieces;
}
