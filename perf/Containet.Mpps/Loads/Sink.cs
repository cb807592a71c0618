using Containet.Linux;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Loads;

/// <summary>
/// Counts the raw generator's frames as they arrive at an interface: by <see cref="XdpSink"/>, or, where none can be attached
/// or <c>--how packet</c> asks for it, by <see cref="PacketSink"/>. It samples the counters by time.
/// </summary>
internal static class Sink
{
    private const int BucketMs = 10;

    public static void Run(LoadOptions options)
    {
        string name = options.Text("interface");
        ushort port = (ushort)options.Number("port");
        string how = options.Text("how");
        StopFlag stop = LoadProgram.StopAtEndOfInput();
        if (how != "packet")
        {
            try
            {
                using var sink = new XdpSink(name, port, native: how == "native");
                LoadProgram.Ready();
                LoadProgram.Report(Count(sink, stop, $"xdp {how}"), LoadJson.Default.SinkResult);
                return;
            }
            catch (LinuxException e)
            {
                Console.Error.WriteLine($"{e.Message}; counting with a packet socket");
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
