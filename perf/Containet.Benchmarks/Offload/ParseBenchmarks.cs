using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Offload;

namespace Containet.Benchmarks.Offload;

/// <summary>Finding the headers of a frame.</summary>
public class ParseBenchmarks
{
    private readonly byte[] _udp4 = Packets.Udp(ipV6: false, 18);
    private readonly byte[] _udp6 = Packets.Udp(ipV6: true, 18);
    private readonly byte[] _tcp = Packets.TaggedTcp(1400);

    [Benchmark(Baseline = true)]
    public int UdpOverIpV4() => PacketLayout.TryParse(_udp4, out PacketLayout layout) ? layout.Payload : -1;

    [Benchmark]
    public int UdpOverIpV6() => PacketLayout.TryParse(_udp6, out PacketLayout layout) ? layout.Payload : -1;

    [Benchmark]
    public int TaggedTcpOverIpV4() => PacketLayout.TryParse(_tcp, out PacketLayout layout) ? layout.Payload : -1;
}
