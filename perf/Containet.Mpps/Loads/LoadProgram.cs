using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Containet.Mpps.Loads;

/// <summary>
/// The load programs: this same executable, run with <c>load NAME</c> in a port's network namespace. Each says <c>ready</c>
/// once it could begin; a sender begins when a line comes on its standard input, a receiver ends when the input ends; then
/// each writes its result, one JSON object on one line. A receiver thus never outlives the harness.
/// </summary>
internal static class LoadProgram
{
    /// <summary>Runs the program that the arguments name.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        var options = new LoadOptions(arguments[1..]);
        switch (arguments[0])
        {
            case "udp-send":
                UdpSender.Run(options);
                return 0;
            case "udp-recv":
                UdpReceiver.Run(options);
                return 0;
            case "raw-send":
                RawSender.Run(options);
                return 0;
            case "sink":
                Sink.Run(options);
                return 0;
            case "rtt-server":
                RoundTrips.Serve(options);
                return 0;
            case "rtt-client":
                RoundTrips.Ask(options);
                return 0;
            case "spawn":
                SpawnTimer.Run(options, arguments[(arguments.IndexOf("--") + 1)..]);
                return 0;
            case "mesh":
                Mesh.Run(options);
                return 0;
            default:
                Console.Error.WriteLine($"load {arguments[0]}: there is no such load");
                return 2;
        }
    }

    /// <summary>Says that the program could begin.</summary>
    public static void Ready() => Console.Out.WriteLine("ready");

    /// <summary>Waits for the harness's line.</summary>
    public static void WaitForGo()
    {
        if (Console.In.ReadLine() is null)
        {
            Environment.Exit(0);
        }
    }

    /// <summary>A flag that is set when the harness closes the standard input.</summary>
    public static StopFlag StopAtEndOfInput()
    {
        var flag = new StopFlag();
        AtEndOfInput(flag.Set);
        return flag;
    }

    /// <summary>Ends the program when the harness closes the standard input.</summary>
    public static void ExitAtEndOfInput() => AtEndOfInput(() => Environment.Exit(0));

    /// <summary>Writes the result.</summary>
    public static void Report<T>(T result, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(result, type));

    /// <summary>Processor time of this program so far.</summary>
    public static double CpuSeconds()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private static void AtEndOfInput(Action action)
    {
        var thread = new Thread(() =>
        {
            while (Console.In.ReadLine() is not null)
            {
            }

            action();
        })
        {
            IsBackground = true,
        };
        thread.Start();
    }
}
