using System.Net;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Loads;

/// <summary>
/// Counts the datagrams of a run: one socket, whatever address of the machine they came to, recvmmsg(2), and no coalesced
/// receive (UDP_GRO off), so that each datagram costs what it costs a plain program.
/// </summary>
internal static unsafe class UdpReceiver
{
    private const int Batch = 64;
    private const int BufferSize = 64;
    private const int BucketMs = 10;

    public static void Run(LoadOptions options)
    {
        ushort run = (ushort)options.Number("run");
        using Fd socket = LoadSocket.Open(LibC.AF_INET, LibC.SOCK_DGRAM, 0);
        LoadSocket.Set(socket, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, LoadSocket.BufferBytes);
        LoadSocket.SetReceiveTimeout(socket, 50);
        LoadSocket.Bind(socket, IPAddress.Any, (int)options.Number("port"));
        FlowTracker[] flows = [.. Enumerable.Range(0, (int)options.Number("flows")).Select(_ => new FlowTracker())];
        var buckets = new Buckets(BucketMs);
        StopFlag stop = LoadProgram.StopAtEndOfInput();
        LoadProgram.Ready();
        long alien = Receive(socket.Value, run, flows, buckets, stop);
        var results = flows.Select((f, i) => new FlowResult(i, f.Unique, f.Duplicated, f.Reordered, f.TooLate));
        LoadProgram.Report(
            new ReceiveResult(buckets.First, BucketMs, buckets.ToList(), [.. results], alien, LoadProgram.CpuSeconds()),
            LoadJson.Default.ReceiveResult);
    }

    private static long Receive(int socket, ushort run, FlowTracker[] flows, Buckets buckets, StopFlag stop)
    {
        var batch = new MessageBatch(Batch, BufferSize);
        long alien = 0;
        while (!stop.IsSet)
        {
            int count = batch.Receive(socket);
            long good = 0;
            for (int i = 0; i < count; i++)
            {
                Span<byte> datagram = batch.Buffer(i)[..(int)batch.Messages[i].msg_len];
                if (Payload.TryRead(datagram, run, out ushort flow, out ulong sequence) && flow < flows.Length)
                {
                    long before = flows[flow].Unique;
                    flows[flow].Accept(sequence);
                    good += flows[flow].Unique - before;
                }
                else
                {
                    alien++;
                }
            }

            if (good > 0)
            {
                buckets.Add(MonotonicClock.Now, good);
            }
        }

        return alien;
    }
}
