using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// Numbered datagrams of one flow between two namespaces. The sender is never further ahead of the receiver than every queue
/// on the way holds, so all of them must arrive: once, in order, of their length, with their content.
/// </summary>
internal static class Datagrams
{
    /// <summary>SOL_UDP.</summary>
    public const int UdpLevel = 17;

    /// <summary>UDP_SEGMENT of linux/udp.h: a datagram is cut into such of so many bytes, as late as may be.</summary>
    public const int UdpSegment = 103;

    private const int NumberBytes = 4;
    private const int Ahead = 400;
    private const int Longest = 60_000;

    /// <summary>Sends datagrams and compares what comes.</summary>
    /// <param name="from">The node that sends.</param>
    /// <param name="to">The node that receives.</param>
    /// <param name="address">The receiver's address, of either family.</param>
    /// <param name="count">How many datagrams.</param>
    /// <param name="lengthOf">Bytes of each, by its number from 0: at least 4.</param>
    /// <param name="before">What to do to the sender's socket before a datagram is sent.</param>
    /// <param name="segment">Bytes a segment if equal datagrams are to be sent in super-frames of <paramref name="perSend"/>.</param>
    /// <param name="perSend">Datagrams that one call sends.</param>
    public static void Exchange(
        NetworkNamespace from,
        NetworkNamespace to,
        string address,
        int count,
        Func<int, int> lengthOf,
        Action<Socket, int>? before = null,
        int segment = 0,
        int perSend = 1)
    {
        IPAddress target = IPAddress.Parse(address);
        using Socket receiver = to.Get(() => Make(target.AddressFamily));
        using Socket sender = from.Get(() => Make(target.AddressFamily));
        receiver.SetRawSocketOption(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, BitConverter.GetBytes(64 << 20));
        receiver.ReceiveTimeout = 3000;
        receiver.Bind(new IPEndPoint(target, 0)); // of its own: a socket of the exchange before may not be gone yet
        sender.Connect(receiver.LocalEndPoint!);
        if (segment > 0)
        {
            sender.SetRawSocketOption(UdpLevel, UdpSegment, BitConverter.GetBytes(segment));
        }

        // Datagrams to a neighbour who is still asked for are queued, and not many.
        from.Check("ping", "-c", "1", "-W", "2", address);
        int received = 0;
        var receiving = Task.Factory.StartNew(() => Receive(receiver, count, lengthOf, ref received), TaskCreationOptions.LongRunning);
        byte[] buffer = new byte[Longest];
        for (int number = 0; number < count; number += perSend)
        {
            SpinWait.SpinUntil(() => number - Volatile.Read(ref received) < Ahead || receiving.IsCompleted);
            if (receiving.IsCompleted)
            {
                break;
            }

            before?.Invoke(sender, number);
            int length = 0;
            for (int i = 0; i < perSend; i++)
            {
                Fill(buffer.AsSpan(length, lengthOf(number + i)), number + i);
                length += lengthOf(number + i);
            }

            sender.Send(buffer.AsSpan(0, length));
        }

        receiving.GetAwaiter().GetResult();
    }

    private static Socket Make(AddressFamily family) => new(family, SocketType.Dgram, ProtocolType.Udp);

    private static void Receive(Socket receiver, int count, Func<int, int> lengthOf, ref int received)
    {
        byte[] buffer = new byte[Longest + 1];
        byte[] expected = new byte[Longest];
        for (int number = 0; number < count; number++)
        {
            int length = ReceiveOne(receiver, buffer, number);
            int came = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            Assert.True(came == number, $"datagram {came} came where {number} was due");
            Span<byte> whole = expected.AsSpan(0, lengthOf(number));
            Fill(whole, number);
            Assert.True(whole.SequenceEqual(buffer.AsSpan(0, length)), $"datagram {number} of {whole.Length} bytes came as {length} others");
            Volatile.Write(ref received, number + 1); // read by the sender, which waits for it
        }
    }

    private static int ReceiveOne(Socket receiver, byte[] buffer, int number)
    {
        try
        {
            return receiver.Receive(buffer);
        }
        catch (SocketException timeout) when (timeout.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            Assert.Fail($"datagram {number} never came");
            throw;
        }
    }

    private static void Fill(Span<byte> datagram, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(datagram, number);
        for (int i = NumberBytes; i < datagram.Length; i++)
        {
            datagram[i] = (byte)(number + (i * 7) + (i >> 8));
        }
    }
}
