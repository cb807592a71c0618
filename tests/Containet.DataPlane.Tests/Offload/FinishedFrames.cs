using Containet.DataPlane.Offload;

namespace Containet.DataPlane.Tests.Offload;

/// <summary>What software makes of a frame for a port without offloads.</summary>
internal static class FinishedFrames
{
    /// <summary>The frames, in order: its segments, or itself with its checksum finished.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="vnet">What is left to do with it; valid.</param>
    public static List<byte[]> Of(byte[] frame, VnetHeader vnet)
    {
        if (vnet.IsGso)
        {
            var segmenter = new Segmenter(frame, vnet);
            return [.. Enumerable.Range(0, segmenter.Count).Select(i => Segment(segmenter, frame, i))];
        }

        if (!vnet.NeedsChecksum)
        {
            return [frame];
        }

        byte[] copy = new byte[Segmenter.MaxHeaderLength];
        int copied = SoftwareOffload.CopyChecksummed(frame, vnet, copy);
        return [[.. copy.AsSpan(0, copied), .. frame.AsSpan(copied)]];
    }

    private static byte[] Segment(Segmenter segmenter, byte[] frame, int index)
    {
        (int offset, int length) = segmenter.PayloadOf(index);
        byte[] segment = new byte[segmenter.HeaderLength + length];
        segmenter.WriteHeaders(frame, index, InternetChecksum.Sum(frame.AsSpan(offset, length)), segment);
        frame.AsSpan(offset, length).CopyTo(segment.AsSpan(segmenter.HeaderLength));
        return segment;
    }
}
