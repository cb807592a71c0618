using System.Net;
using System.Text;
using Containet.Linux;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Loads;

/// <summary>
/// Sends frames of 64 bytes from a packet socket past the queueing discipline (PACKET_QDISC_BYPASS), in batches by
/// sendmmsg(2); source and destination addresses may go through a range in turn.
/// </summary>
internal static unsafe class RawSender
{
    private const int Batch = 64;

    public static void Run(LoadOptions options)
    {
        long duration = (long)(options.Real("seconds") * MonotonicClock.Second);
        long most = options.Number("count", long.MaxValue);
        using Fd socket = Open(options.Text("interface"), options.Number("bypass", 1) != 0);
        var batch = new MessageBatch(Batch, RawFrame.Size);
        var plan = new RawPlan(
            (ushort)options.Number("run"),
            MacNumber.Parse(options.Text("source")),
            options.Number("sources", 1),
            MacNumber.Parse(options.Text("destination")),
            options.Number("destinations", 1));
        for (int i = 0; i < Batch; i++)
        {
            RawFrame.WriteHeaders(
                batch.Buffer(i), IPAddress.Parse(options.Text("from")), IPAddress.Parse(options.Text("to")), (ushort)options.Number("port"));
        }

        LoadProgram.Ready();
        LoadProgram.WaitForGo();
        long begun = MonotonicClock.Now;
        (long sent, long refused) = Send(socket.Value, batch, plan, options.Number("rate", 0), begun + duration, most);
        LoadProgram.Report(
            new SendResult(sent, refused, begun, MonotonicClock.Now, LoadProgram.CpuSeconds()), LoadJson.Default.SendResult);
    }

    /// <summary>A packet socket that sends on an interface and receives nothing.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static Fd Open(string name, bool bypass)
    {
        Fd socket = LoadSocket.Open(LibC.AF_PACKET, LibC.SOCK_RAW, 0);
        LoadSocket.Set(socket, LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, LoadSocket.BufferBytes);
        LoadSocket.Set(socket, LibC.SOL_PACKET, LibC.PACKET_QDISC_BYPASS, bypass ? 1 : 0);
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
        {
            sockaddr_ll address = default;
            address.sll_family = (ushort)LibC.AF_PACKET;
            address.sll_ifindex = (int)if_nametoindex(text);

            // Safe: a local of the size given.
            if (LibC.bind(socket.Value, (sockaddr*)&address, (uint)sizeof(sockaddr_ll)) < 0)
            {
                throw LinuxException.FromErrno("bind packet socket to", name);
            }
        }

        return socket;
    }

    /// <summary>Sends one frame.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void SendOne(Fd socket, ReadOnlySpan<byte> frame)
    {
        // Safe: the kernel reads the span.
        fixed (byte* bytes = frame)
        {
            if (LibC.send(socket.Value, bytes, frame.Length, 0) < 0)
            {
                throw LinuxException.FromErrno("send", "a frame");
            }
        }
    }

    private static (long Sent, long Refused) Send(int socket, MessageBatch batch, RawPlan plan, long rate, long end, long most)
    {
        var pacer = new Pacer(rate);
        uint headerSum = RawFrame.HeaderSum(batch.Buffer(0));
        ulong sequence = 0;
        long sent = 0;
        long refused = 0;
        while (MonotonicClock.Now < end && sent + refused < most)
        {
            int count = (int)Math.Min(pacer.Due(sent + refused, Batch), most - sent - refused);
            for (int i = 0; i < count; i++)
            {
                Span<byte> frame = batch.Buffer(i);
                MacNumber.Write(frame, plan.Destination + ((long)sequence % plan.Destinations));
                MacNumber.Write(frame[MacNumber.Bytes..], plan.Source + ((long)sequence % plan.Sources));
                Payload.Write(frame[RawFrame.PayloadOffset..], plan.Run, 0, sequence++);
                RawFrame.WriteChecksum(frame, headerSum);
            }

            int lost = batch.Send(socket, count);
            refused += lost;
            sent += count - lost;
        }

        return (sent, refused);
    }
}
