using Containet.Linux;
using Containet.Mpps.Loads;

namespace Containet.Mpps.Forwarders;

/// <summary>
/// Runs a forwarder as a program of its own, <c>forward KIND --socket PATH …</c>: it listens there, is handed two taps, says
/// <c>ready</c>, and forwards until its standard input ends.
/// </summary>
internal static class ForwardProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = new LoadOptions(arguments[1..]);
        LoadProgram.ExitAtEndOfInput();
        int[] taps = ReceiveTaps(options.Text("socket"));
        switch (arguments[0])
        {
            case "floor":
                var floor = new FloorForwarder(taps, options.Number("spin", 0));
                LoadProgram.Ready();
                floor.Run();
                return 0;
            case "liar":
                var liar = new Liar(options);
                LoadProgram.Ready();
                liar.Run(taps);
                return 0;
            default:
                Console.Error.WriteLine($"forward {arguments[0]}: there is no such forwarder");
                return 2;
        }
    }

    private static int[] ReceiveTaps(string path)
    {
        using Fd listener = UnixSocket.Listen(path, mode: 0x180, backlog: 1);
        LoadProgram.Ready();
        UnixSocket.WaitReadable(listener.Value, Patience);
        using Fd? connection = UnixSocket.Accept(listener.Value, out int errno);
        if (connection is null)
        {
            throw new LinuxException(errno, "accept", path);
        }

        int[] taps = new int[2];
        UnixSocket.WaitReadable(connection.Value, Patience);
        int received = UnixSocket.Receive(connection.Value, new byte[1], taps, out int count, out _);
        return received == 1 && count == 2 ? taps : throw new LinuxException(Tmds.Linux.LibC.EPROTO, "receive taps from", path);
    }
}
