using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Containet.SystemTests.Support;

/// <summary>Counts datagrams that carry a number, some of which may be lost.</summary>
internal static class NumberedDatagrams
{
    private const int Batch = 16;

    /// <summary>
    /// Receives until nothing comes any more, on a thread of its own: the pool's few may all be blocked until the flood is over.
    /// </summary>
    /// <returns>How many came, and how many of those not behind the one before.</returns>
    public static Task<(int Received, int Wrong)> CountMeanwhile(Socket receiver) =>
        Task.Factory.StartNew(() => Count(receiver), TaskCreationOptions.LongRunning);

    /// <summary>Sends batches of 16, a batch a millisecond: so moderate that all must arrive.</summary>
    /// <returns>How many that were.</returns>
    public static int Send(NetworkNamespace from, string address, int port, int batches)
    {
        using Socket sender = from.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        sender.EnableBroadcast = true;
        sender.Connect(IPAddress.Parse(address), port);
        byte[] datagram = new byte[18];
        for (int number = 1; number <= batches * Batch; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(datagram, number);
            sender.Send(datagram);
            if (number % Batch == 0)
            {
                Thread.Sleep(1);
            }
        }

        return batches * Batch;
    }

    private static (int Received, int Wrong) Count(Socket receiver)
    {
        byte[] buffer = new byte[2000];
        int received = 0;
        int wrong = 0;
        int last = 0;
        while (true)
        {
            try
            {
                receiver.Receive(buffer);
            }
            catch (SocketException)
            {
                return (received, wrong); // nothing for as long as it waits: it is over
            }

            int number = BinaryPrimitives.ReadInt32BigEndian(buffer);
            wrong += number > last ? 0 : 1;
            last = number;
            received++;
        }
    }
}
