using BenchmarkDotNet.Attributes;
using Containet.DataPlane.Offload;

namespace Containet.Benchmarks.Offload;

/// <summary>
/// Cutting a 64 KB super-frame: a segment's checksum and headers, its payload left where it is; beside it the same with the
/// payload copied too, as a switch would that does not gather. Times are for a segment.
/// </summary>
public class SegmentBenchmarks
{
    private const int Segments = 44;
    private const int SegmentSize = 1448;

    private readonly byte[] _headers = new byte[Segmenter.MaxHeaderLength];
    private readonly byte[] _copy = new byte[2048];
    private byte[] _frame = [];
    private VnetHeader _header;

    [Params(true, false)]
    public bool Tcp { get; set; }

    [GlobalSetup]
    public void SetUp() => (_frame, _header) = Packets.SuperFrame(Tcp, Segments * SegmentSize, SegmentSize);

    [Benchmark(Baseline = true, OperationsPerInvoke = Segments)]
    public int WithCopy()
    {
        var segmenter = new Segmenter(_frame, _header);
        for (int i = 0; i < segmenter.Count; i++)
        {
            ReadOnlySpan<byte> payload = Payload(segmenter, i);
            segmenter.WriteHeaders(_frame, i, InternetChecksum.Sum(payload), _copy);
            payload.CopyTo(_copy.AsSpan(segmenter.HeaderLength));
        }

        return segmenter.Count;
    }

    [Benchmark(OperationsPerInvoke = Segments)]
    public int Gathered()
    {
        var segmenter = new Segmenter(_frame, _header);
        for (int i = 0; i < segmenter.Count; i++)
        {
            segmenter.WriteHeaders(_frame, i, InternetChecksum.Sum(Payload(segmenter, i)), _headers);
        }

        return segmenter.Count;
    }

    private ReadOnlySpan<byte> Payload(Segmenter segmenter, int segment)
    {
        (int offset, int length) = segmenter.PayloadOf(segment);
        return _frame.AsSpan(offset, length);
    }
}
