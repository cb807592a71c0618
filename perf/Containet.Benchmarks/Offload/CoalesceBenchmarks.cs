using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Offload;

namespace Containet.Benchmarks.Offload;

/// <summary>Putting 64 datagrams of one flow together: the decision about each, which includes verifying its checksum. Times are for a datagram.</summary>
public class CoalesceBenchmarks
{
    private readonly byte[] _headers = new byte[Segmenter.MaxHeaderLength];
    private byte[][] _frames = [];

    /// <summary>The smallest datagram that fills an Ethernet frame, and one that nearly fills the MTU.</summary>
    [Params(18, 1000)]
    public int Payload { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        // Identifications that rise by one, as a sender without offloads counts them; UDP's checksum does not cover them.
        _frames = [.. Enumerable.Range(0, CoalescedRun.MaxDatagrams).Select(i => WithIdentification(Packets.Udp(ipV6: false, Payload), (ushort)i))];
        if (Coalesce() != CoalescedRun.MaxDatagrams)
        {
            throw new InvalidOperationException($"only {Coalesce()} of {CoalescedRun.MaxDatagrams} datagrams were put together");
        }
    }

    [Benchmark(OperationsPerInvoke = CoalescedRun.MaxDatagrams)]
    public int Coalesce()
    {
        CoalescedRun run = default;
        run.TryBegin(_frames[0], default);
        for (int i = 1; i < _frames.Length; i++)
        {
            if (!PacketLayout.TryParse(_frames[i], out PacketLayout layout)
                || !run.IsSameFlow(_frames[0], _frames[i], layout)
                || !run.TryAdd(_frames[0], _frames[i], default))
            {
                break;
            }
        }

        run.WriteHeaders(_frames[0], _headers);
        return run.Segments;
    }

    private static byte[] WithIdentification(byte[] frame, ushort identification)
    {
        Span<byte> ip = frame.AsSpan(14, PacketLayout.IpV4HeaderSize);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], identification);
        ip[10..12].Clear();
        BitConverter.TryWriteBytes(ip[10..], InternetChecksum.Finish(InternetChecksum.Sum(ip)));
        return frame;
    }
}
