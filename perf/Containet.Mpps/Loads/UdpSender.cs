using System.Net;
using System.Runtime.InteropServices;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Loads;

/// <summary>
/// Sends datagrams of <see cref="Payload"/> with sendmmsg(2), one after the other of each flow in turn; a flow is a destination
/// address of its own. No segmentation offload (UDP_SEGMENT off): each datagram costs what it costs a plain program.
/// </summary>
internal static unsafe class UdpSender
{
    private const int Batch = 64;

    public static void Run(LoadOptions options)
    {
        ushort run = (ushort)options.Number("run");
        int flows = (int)options.Number("flows");
        int port = (int)options.Number("port");
        IPAddress to = IPAddress.Parse(options.Text("to"));
        long duration = (long)(options.Real("seconds") * MonotonicClock.Second);
        using Fd socket = LoadSocket.Open(LibC.AF_INET, LibC.SOCK_DGRAM, 0);
        LoadSocket.Set(socket, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, LoadSocket.BufferBytes);
        var batch = new MessageBatch(Batch, Payload.Size);
        var addresses = (sockaddr_in*)NativeMemory.AllocZeroed((nuint)(flows * sizeof(sockaddr_in)));
        if (flows == 1)
        {
            LoadSocket.Connect(socket, to, port);
        }
        else
        {
            for (int f = 0; f < flows; f++)
            {
                addresses[f] = LoadSocket.Address(LoadSocket.Plus(to, f), port);
            }
        }

        LoadProgram.Ready();
        LoadProgram.WaitForGo();
        long begun = MonotonicClock.Now;
        (long sent, long refused) = Send(socket.Value, batch, run, flows, flows == 1 ? null : addresses, options.Number("rate", 0), begun + duration);
        LoadProgram.Report(
            new SendResult(sent, refused, begun, MonotonicClock.Now, LoadProgram.CpuSeconds()), LoadJson.Default.SendResult);
    }

    private static (long Sent, long Refused) Send(
        int socket, MessageBatch batch, ushort run, int flows, sockaddr_in* addresses, long rate, long end)
    {
        var pacer = new Pacer(rate);
        ulong[] next = new ulong[flows];
        int flow = 0;
        long sent = 0;
        long refused = 0;
        while (MonotonicClock.Now < end)
        {
            int count = pacer.Due(sent + refused, Batch);
            for (int i = 0; i < count; i++)
            {
                Payload.Write(batch.Buffer(i), run, (ushort)flow, next[flow]++);
                if (addresses != null)
                {
                    batch.Address(i, addresses + flow);
                }

                flow = flow + 1 == flows ? 0 : flow + 1;
            }

            int lost = batch.Send(socket, count);
            refused += lost;
            sent += count - lost;
        }

        return (sent, refused);
    }
}
