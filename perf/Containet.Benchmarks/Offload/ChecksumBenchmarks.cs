using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Tests.Offload;

namespace Containet.Benchmarks.Offload;

/// <summary>The Internet checksum beside the loop over 16-bit words that RFC 1071 begins with.</summary>
public class ChecksumBenchmarks
{
    private byte[] _bytes = [];

    /// <summary>An IPv4 header, a small packet, an Ethernet frame, a super-frame.</summary>
    [Params(20, 64, 1480, 65000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _bytes = new byte[Bytes];
        new Random(1).NextBytes(_bytes);
    }

    [Benchmark(Baseline = true)]
    public ushort PlainLoop() => PacketBuilder.PlainSum(_bytes);

    [Benchmark]
    public ushort InternetChecksum() => DataPlane.Offload.InternetChecksum.Sum(_bytes);
}
