using System.Net;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Loads;

/// <summary>One TCP connection on which 64 bytes go to and fro (TCP_NODELAY), blocking, each trip timed.</summary>
internal static unsafe class RoundTrips
{
    private const int Size = 64;
    private const int MostTrips = 4_000_000;
    private const int WarmUp = 200;

    /// <summary>Sends back what comes, for one connection.</summary>
    public static void Serve(LoadOptions options)
    {
        using Fd listener = LoadSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM, 0);
        LoadSocket.Set(listener, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        LoadSocket.Bind(listener, IPAddress.Any, (int)options.Number("port"));
        if (LibC.listen(listener.Value, 1) < 0)
        {
            throw LinuxException.FromErrno("listen", "");
        }

        // The harness may end before a client comes.
        LoadProgram.ExitAtEndOfInput();
        LoadProgram.Ready();
        using var connection = new Fd(LibC.accept(listener.Value, null, null));
        LoadSocket.Set(connection, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
        byte* message = stackalloc byte[Size];
        while (Receive(connection.Value, message) && Send(connection.Value, message))
        {
        }
    }

    /// <summary>Measures for a while.</summary>
    public static void Ask(LoadOptions options)
    {
        long duration = (long)(options.Real("seconds") * MonotonicClock.Second);
        using Fd socket = LoadSocket.Open(LibC.AF_INET, LibC.SOCK_STREAM, 0);
        LoadSocket.Set(socket, LibC.IPPROTO_TCP, LibC.TCP_NODELAY, 1);
        LoadSocket.Connect(socket, IPAddress.Parse(options.Text("to")), (int)options.Number("port"));
        int[] trips = new int[MostTrips];
        byte* message = stackalloc byte[Size];
        new Span<byte>(message, Size).Fill(0x5a);
        LoadProgram.Ready();
        LoadProgram.WaitForGo();
        for (int i = 0; i < WarmUp; i++)
        {
            Trip(socket.Value, message);
        }

        int count = 0;
        long end = MonotonicClock.Now + duration;
        for (long before = MonotonicClock.Now; before < end && count < MostTrips;)
        {
            Trip(socket.Value, message);
            long after = MonotonicClock.Now;
            trips[count++] = (int)Math.Min(after - before, int.MaxValue);
            before = after;
        }

        Span<int> taken = trips.AsSpan(0, count);
        taken.Sort();
        LoadProgram.Report(
            new RoundTripResult(
                count, Percentile(taken, 0.5), Percentile(taken, 0.99), Percentile(taken, 0.999), LoadProgram.CpuSeconds()),
            LoadJson.Default.RoundTripResult);
    }

    // In microseconds, by the nearest rank.
    private static double Percentile(ReadOnlySpan<int> sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] / 1000.0;

    private static void Trip(int socket, byte* message)
    {
        if (!Send(socket, message) || !Receive(socket, message))
        {
            throw new LinuxException(LibC.errno, "round trip", "over TCP");
        }
    }

    // Safe: the message has Size bytes.
    private static bool Send(int socket, byte* message) => LibC.send(socket, message, Size, LibC.MSG_NOSIGNAL) == Size;

    private static bool Receive(int socket, byte* message) => LibC.recv(socket, message, Size, LibC.MSG_WAITALL) == Size;
}
