using Containet.Linux;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Loads;

/// <summary>
/// Counts the raw generator's frames as they arrive at an interface: by <see cref="XdpSink"/> in the driver (<c>--how native</c>)
/// or at the stack's entry (<c>generic</c>), by <see cref="PacketSink"/> (<c>packet</c>); where one cannot be had, by the next of
/// these. It samples the counters by time, and its result says how it counted.
/// </summary>
internal static class Sink
{
    private const int BucketMs = 10;
    private static readonly string[] FallBack = ["native", "generic"];

    public static void Run(LoadOptions options)
    {
        string name = options.Text("interface");
        ushort port = (ushort)options.Number("port");
        string how = options.Text("how");
        StopFlag stop = LoadProgram.StopAtEndOfInput();
        foreach (string mode in FallBack.SkipWhile(m => m != how))
        {
            try
            {
                using var sink = new XdpSink(name, port, native: mode == "native");
                LoadProgram.Ready();
                LoadProgram.Report(Count(sink, stop, $"xdp {mode}"), LoadJson.Default.SinkResult);
                return;
            }
            catch (LinuxException e)
            {
                Console.Error.WriteLine(e.Message);
            }
        }

        LoadProgram.Report(PacketSink.Count(name, port, BucketMs, stop), LoadJson.Default.SinkResult);
    }

    private static SinkResult Count(XdpSink sink, StopFlag stop, string how)
    {
        var buckets = new Buckets(BucketMs);
        long counted = 0;
        while (!stop.IsSet)
        {
            Thread.Sleep(BucketMs);
            long packets = sink.Read().Packets;
            if (packets > counted)
            {
                buckets.Add(MonotonicClock.Now, packets - counted);
                counted = packets;
            }
        }

        SinkCounters last = sink.Read();
        return new SinkResult(buckets.First, BucketMs, buckets.ToList(), last.Frames, last.Packets, last.Late, how);
    }
}
