using System.Runtime.InteropServices;

namespace Containet.DataPlane.Offload;

/// <summary>Finishes in software what a port cannot have finished for it.</summary>
public static class SoftwareOffload
{
    /// <summary>Copies a frame's bytes up to its checksum, and the finished checksum instead of what is there.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="vnet">Its header, for which <see cref="VnetValidator.IsValid"/> holds: a checksum is to be finished.</param>
    /// <param name="copy">At least <see cref="Segmenter.MaxHeaderLength"/> bytes.</param>
    /// <returns>How many bytes were written; the rest of the frame follows as it is.</returns>
    public static int CopyChecksummed(ReadOnlySpan<byte> frame, VnetHeader vnet, Span<byte> copy)
    {
        int field = vnet.ChecksumStart + vnet.ChecksumOffset;
        int copied = field + sizeof(ushort);
        frame[..copied].CopyTo(copy);

        // The field holds the sum of the pseudo-header, so that it is summed as it is.
        ushort checksum = InternetChecksum.FinishNonZero(InternetChecksum.Sum(frame[vnet.ChecksumStart..]));
        MemoryMarshal.Write(copy[field..], in checksum);
        return copied;
    }
}
