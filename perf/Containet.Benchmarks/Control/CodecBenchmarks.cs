using System.Buffers;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Containet.Control;

namespace Containet.Benchmarks.Control;

/// <summary>
/// Understanding a request of the control protocol: where it ends in the stream, and what it asks for; beside System.Text.Json's
/// own tree of nodes, which does not validate, and beside writing the request. Not on the frame path: allocation is no fault.
/// </summary>
public class CodecBenchmarks
{
    private readonly AddEtherFd _command = new() { InterfaceName = "eth0", Node = "Qz3kPLmW01a", Mac = "02:00:00:00:00:01", Ip4 = "10.0.0.2/24", Mtu = 1500 };
    private readonly RequestFramer _framer = new();
    private byte[] _bytes = [];

    [GlobalSetup]
    public void SetUp()
    {
        _bytes = RequestWriter.Write(_command, "secret").ToArray();
        if (!FrameAndParse())
        {
            throw new InvalidOperationException("the request was refused");
        }
    }

    [Benchmark(Baseline = true)]
    public JsonNode? JsonTree() => JsonNode.Parse(_bytes);

    [Benchmark]
    public bool FrameAndParse()
    {
        _framer.Next(new ReadOnlySequence<byte>(_bytes), out long start, out long length);
        return RequestParser.TryParse(_bytes.AsSpan((int)start, (int)length), out _, out _);
    }

    [Benchmark]
    public int Write() => RequestWriter.Write(_command, "secret").Length;
}
