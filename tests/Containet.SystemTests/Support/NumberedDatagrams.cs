using System.Buffers.Binary;
using System.Net.Sockets;

namespace Containet.SystemTests.Support;

/// <summary>Counts datagrams that carry a number, some of which may be lost.</summary>
internal static class NumberedDatagrams
{
    /// <summary>
    /// Receives until nothing comes any more, on a thread of its own: the pool's few may all be blocked until the flood is over.
    /// </summary>
    /// <returns>How many came, and how many of those not behind the one before.</returns>
    public static Task<(int Received, int Wrong)> CountMeanwhile(Socket receiver) =>
        Task.Factory.StartNew(() => Count(receiver), TaskCreationOptions.LongRunning);

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
