using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Containet.SystemTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Containet.SystemTests;

/// <summary>
/// Datagrams of several flows and many sizes, in bursts that fill every batch on the way: whatever is put together and taken
/// apart again, each flow's arrive in order, once, as they were sent. The sender is never further ahead than the queues hold,
/// so none may be lost either.
/// </summary>
[Trait("Category", "System")]
public class WholeSystemOrderTests(ITestOutputHelper log)
{
    private const int Flows = 4;
    private const int PerFlow = 15_000;
    private const int HeaderBytes = 12; // flow, number, length
    private const int LargestDatagram = 4000; // two or three fragments
    private const int Ahead = 1000; // datagrams, which are fewer frames; the sending interface's queue holds 10,000, a ring between workers 1024
    private const int FirstPort = 7000;
    private const int UdpLevel = 17; // SOL_UDP
    private const int UdpSegment = 103; // UDP_SEGMENT of linux/udp.h
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int SocketForcedReceiveBuffer = 33; // SO_RCVBUFFORCE

    private int _received;

    [SkippableTheory]
    [InlineData("io_uring", 1)]
    [InlineData("io_uring", 2)]
    [InlineData("io_uring-5.15", 1)]
    [InlineData("io_uring-5.15", 2)]
    [InlineData("epoll", 1)]
    [InlineData("epoll", 2)]
    public void Datagrams_arrive_in_order_once_and_intact(string engine, int workers)
    {
        using var net = RunningSwitch.Start(engine, workers);
        using var nodes = new Containers(net, 2);
        using Socket receiver = ContainerSockets.Udp(nodes.All[1], FirstPort);
        receiver.SetRawSocketOption(SocketLevel, SocketForcedReceiveBuffer, BitConverter.GetBytes(256 << 20));
        receiver.ReceiveTimeout = 1000;
        nodes.All[0].Ping("10.0.0.2");
        var sending = Task.Factory.StartNew(() => Send(nodes.All[0]), TaskCreationOptions.LongRunning);
        Receive(receiver, sending);
        sending.Wait();
        log.WriteLine($"{_received} arrived; the switch dropped {net.Drops()}");
        Assert.Equal(Flows * PerFlow, _received);
    }

    // Flow 0 is all of one length, and sent in super-frames; the others change theirs in runs: one that grows, one that shrinks
    // (which ends a run), one that has fragments among its whole datagrams.
    private static int LengthOf(int flow, int number) => flow switch
    {
        0 => 1000,
        1 => HeaderBytes + (number / 7 % 1400),
        2 => 1472 - (number / 3 % 1400),
        _ => number % 50 == 49 ? LargestDatagram : number % 2 == 0 ? 18 : 700,
    };

    private void Send(Container from)
    {
        const int Burst = 30;
        Socket[] sockets = [.. Enumerable.Range(0, Flows).Select(flow => ContainerSockets.Udp(from, 6000 + flow))];
        byte[] super = new byte[Burst * LengthOf(0, 0)];
        byte[] one = new byte[LargestDatagram];
        foreach (Socket socket in sockets)
        {
            socket.Connect(IPAddress.Parse("10.0.0.2"), FirstPort);
        }

        sockets[0].SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(LengthOf(0, 0)));
        for (int number = 0; number < PerFlow; number += Burst)
        {
            SpinWait.SpinUntil(() => (number * Flows) - Volatile.Read(ref _received) < Ahead, TimeSpan.FromSeconds(1));
            for (int i = 0; i < Burst; i++)
            {
                Fill(super.AsSpan(i * LengthOf(0, 0), LengthOf(0, 0)), 0, number + i);
            }

            sockets[0].Send(super);
            for (int flow = 1; flow < Flows; flow++)
            {
                for (int i = 0; i < Burst; i++)
                {
                    Span<byte> datagram = one.AsSpan(0, LengthOf(flow, number + i));
                    Fill(datagram, flow, number + i);
                    sockets[flow].Send(datagram);
                }
            }
        }

        Array.ForEach(sockets, socket => socket.Dispose());
    }

    private void Receive(Socket receiver, Task sending)
    {
        int[] last = [.. Enumerable.Repeat(-1, Flows)];
        byte[] buffer = new byte[65536];
        byte[] expected = new byte[LargestDatagram];
        while (_received < Flows * PerFlow)
        {
            int length;
            try
            {
                length = receiver.Receive(buffer);
            }
            catch (SocketException timeout) when (timeout.SocketErrorCode == SocketError.TimedOut)
            {
                if (sending.IsCompleted)
                {
                    return;
                }

                continue;
            }

            Assert.True(length >= HeaderBytes, $"a datagram of {length} bytes");
            int flow = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            int number = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(4));
            Assert.InRange(flow, 0, Flows - 1);
            Assert.True(number > last[flow], $"flow {flow}: {number} came after {last[flow]}");
            last[flow] = number;
            Span<byte> whole = expected.AsSpan(0, LengthOf(flow, number));
            Fill(whole, flow, number);
            Assert.True(whole.SequenceEqual(buffer.AsSpan(0, length)), $"flow {flow}: {number} is not as it was sent");
            Volatile.Write(ref _received, _received + 1); // read by the sender, which waits for it
        }
    }

    private static void Fill(Span<byte> datagram, int flow, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(datagram, flow);
        BinaryPrimitives.WriteInt32LittleEndian(datagram[4..], number);
        BinaryPrimitives.WriteInt32LittleEndian(datagram[8..], datagram.Length);
        for (int i = HeaderBytes; i < datagram.Length; i++)
        {
            datagram[i] = (byte)(number + (flow * 31) + (i * 7));
        }
    }
}
