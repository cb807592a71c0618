using System.Buffers.Binary;
using System.Text;
using Containet.Linux;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Loads;

/// <summary>Counts the raw generator's frames with a packet socket: where XDP is not to be had. Slower: the harness says so.</summary>
internal static unsafe class PacketSink
{
    private const int Batch = 64;
    private const int Head = 64;
    private const int EthernetIp = 0x0800;
    private const byte Udp = 17;

    /// <summary>Counts until told to stop. Says <c>ready</c> itself.</summary>
    public static SinkResult Count(string name, ushort port, int bucketMs, StopFlag stop)
    {
        using Fd socket = LoadSocket.Open(LibC.AF_PACKET, LibC.SOCK_RAW, LibC.htons(EthernetIp));
        LoadSocket.Set(socket, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, LoadSocket.BufferBytes);
        LoadSocket.SetReceiveTimeout(socket, 50);
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
        {
            sockaddr_ll address = default;
            address.sll_family = (ushort)LibC.AF_PACKET;
            address.sll_protocol = LibC.htons(EthernetIp);
            address.sll_ifindex = (int)if_nametoindex(text);

            // Safe: a local of the size given.
            if (LibC.bind(socket.Value, (sockaddr*)&address, (uint)sizeof(sockaddr_ll)) < 0)
            {
                throw LinuxException.FromErrno("bind packet socket to", name);
            }
        }

        var batch = new MessageBatch(Batch, Head);
        var buckets = new Buckets(bucketMs);
        (long frames, long packets, long late, ulong next) = (0, 0, 0, 0);
        LoadProgram.Ready();
        while (!stop.IsSet)
        {
            // MSG_TRUNC: the length is the frame's, though only its head is wanted.
            int count = batch.Receive(socket.Value, LibC.MSG_TRUNC);
            long before = packets;
            for (int i = 0; i < count; i++)
            {
                Span<byte> frame = batch.Buffer(i);
                int length = (int)batch.Messages[i].msg_len;
                if (length < RawFrame.Size || frame[23] != Udp || BinaryPrimitives.ReadUInt16BigEndian(frame[RawFrame.PortOffset..]) != port)
                {
                    continue;
                }

                ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(frame[(RawFrame.PayloadOffset + Payload.SequenceOffset)..]);
                int carried = (length - RawFrame.PayloadOffset) / Payload.Size;
                late += sequence < next ? 1 : 0;
                next = Math.Max(next, sequence + (ulong)carried);
                frames++;
                packets += carried;
            }

            if (packets > before)
            {
                buckets.Add(MonotonicClock.Now, packets - before);
            }
        }

        return new SinkResult(buckets.First, bucketMs, buckets.ToList(), frames, packets, late, "packet socket");
    }
}
