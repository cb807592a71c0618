using System.Net;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Loads;

/// <summary>
/// Runs in each of many containers and greets every other until each has answered: the moment at which a cluster is one. It
/// says <c>complete</c> then, and goes on answering the others until its input ends.
/// </summary>
internal static unsafe class Mesh
{
    private const int Port = 7004;
    private const byte Greeting = 1;
    private const byte Answer = 2;
    private const int Size = 4;
    private const int TurnMs = 5;
    private const long Again = 100_000_000; // ns between greetings of one that has not answered

    public static void Run(LoadOptions options)
    {
        int count = (int)options.Number("count");
        int self = (int)options.Number("self");
        IPAddress first = IPAddress.Parse(options.Text("first"));
        using Fd socket = LoadSocket.Open(LibC.AF_INET, LibC.SOCK_DGRAM, 0);
        LoadSocket.SetReceiveTimeout(socket, TurnMs);
        LoadSocket.Bind(socket, IPAddress.Any, Port);
        LoadProgram.ExitAtEndOfInput();
        sockaddr_in[] peers = [.. Enumerable.Range(0, count).Select(p => LoadSocket.Address(LoadSocket.Plus(first, p), Port))];
        bool[] answered = new bool[count];
        answered[self] = true;
        int missing = count - 1;
        long greeted = 0;
        while (true)
        {
            if (missing > 0 && MonotonicClock.Now - greeted > Again)
            {
                for (int p = 0; p < count; p++)
                {
                    if (!answered[p])
                    {
                        Send(socket, peers[p], Greeting, self);
                    }
                }

                greeted = MonotonicClock.Now;
            }

            (byte kind, int from) = Receive(socket);
            if (from < 0 || from >= count)
            {
                continue;
            }

            if (kind == Greeting)
            {
                Send(socket, peers[from], Answer, self);
            }
            else if (kind == Answer && !answered[from])
            {
                answered[from] = true;
                if (--missing == 0)
                {
                    Console.Out.WriteLine("complete");
                }
            }
        }
    }

    // A datagram that cannot be sent yet, since the network is not up, is one that is sent again.
    private static void Send(Fd socket, sockaddr_in to, byte kind, int self)
    {
        byte* message = stackalloc byte[Size];
        (message[0], message[1], message[2], message[3]) = (kind, (byte)(self >> 8), (byte)self, 0);

        // Safe: locals of the sizes given.
        LibC.sendto(socket.Value, message, Size, 0, (sockaddr*)&to, (uint)sizeof(sockaddr_in));
    }

    private static (byte Kind, int From) Receive(Fd socket)
    {
        byte* message = stackalloc byte[Size];

        // Safe: the kernel writes at most the size given.
        return LibC.recv(socket.Value, message, Size, 0) == Size ? (message[0], (message[1] << 8) | message[2]) : ((byte)0, -1);
    }
}
