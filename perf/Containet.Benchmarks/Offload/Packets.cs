using Containet.DataPlane.Offload;
using Containet.DataPlane.Tests.Offload;

namespace Containet.Benchmarks.Offload;

/// <summary>The frames that the benchmarks of offloads work on, the same ones in every run.</summary>
internal static class Packets
{
    /// <summary>A frame without offloads and with right checksums.</summary>
    public static byte[] Udp(bool ipV6, int payload) => Finished(new PacketBuilder { IpV6 = ipV6 }, payload);

    /// <summary>A frame without offloads, tagged, with the options that TCP mostly has (12 bytes).</summary>
    public static byte[] TaggedTcp(int payload) => Finished(new PacketBuilder { VlanTags = 1, Tcp = true, TcpOptions = 12 }, payload);

    /// <summary>A super-frame and its header.</summary>
    public static (byte[] Frame, VnetHeader Header) SuperFrame(bool tcp, int payload, int segment)
    {
        var builder = new PacketBuilder { Tcp = tcp };
        byte[] frame = builder.Build(new byte[payload], new Random(1));
        builder.PreparePartialChecksum(frame);
        return (frame, new VnetHeader(
            VnetHeader.NeedsChecksumFlag,
            tcp ? GsoType.TcpV4 : GsoType.UdpL4,
            (ushort)builder.PayloadOffset,
            (ushort)segment,
            (ushort)builder.TransportOffset,
            (ushort)(tcp ? Segmenter.TcpChecksumOffset : Segmenter.UdpChecksumOffset)));
    }

    // Cutting a super-frame of one segment finishes all its checksums.
    private static byte[] Finished(PacketBuilder builder, int payload)
    {
        byte[] frame = builder.Build(new byte[payload], new Random(1));
        var header = new VnetHeader(VnetHeader.NeedsChecksumFlag, GsoType.UdpL4, 0, (ushort)payload, 0, 0);
        new Segmenter(frame, header).WriteHeaders(
            frame.AsSpan().ToArray(), 0, InternetChecksum.Sum(frame.AsSpan(builder.PayloadOffset)), frame);
        return frame;
    }
}
