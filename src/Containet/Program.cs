using System.Runtime.InteropServices;
using Containet.Control;
using Containet.DataPlane;
using Containet.DataPlane.Engines;
using Containet.Linux;

namespace Containet;

/// <summary>
/// The switch's executable: starts the workers, then listens, then serves control on this thread until it is told to end.
/// The workers run on their own; nothing that control does holds them up.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        Options? options = new CommandLine().Parse(arguments, Console.Out, Console.Error, out int status);
        return options is null ? status : Run(options, new LineLog(Console.Error, TimeProvider.System));
    }

    private static int Run(Options options, LineLog log)
    {
        // Held to the very end, so that a second signal does not cut short what the first has begun.
        using var told = new CancellationTokenSource();
        string reason = "";
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            // A descriptor a port, and more while they come: the usual 1024 would be few.
            DescriptorLimit.Raise();
            EngineKind engine = EngineChoice.Resolve(options.Switch.Engine, out string why);
            if (why.Length > 0)
            {
                log.Write($"no io_uring here, so epoll: {why}");
            }

            using var plane = new Switch(options.Switch with { Engine = engine });
            using SocketFile file = SocketFile.Create(options.SocketPath, options.SocketMode, Limits.Default.Backlog);
            using var server = new ControlServer(new SwitchHandler(plane, options.Switch.Ageing), log.Write);
            server.Listen(file.Socket);
            using CancellationTokenRegistration stop = told.Token.Register(server.Stop);
            log.Write($"ready on {options.SocketPath}, workers {options.Switch.Workers}, engine {plane.Workers[0].Engine}");
            server.Run();
            log.Write($"end: {reason}");
            return 0;
        }
        catch (Exception e) when (e is ControlException or LinuxException or SwitchException)
        {
            Console.Error.WriteLine($"containet: {e.Message}");
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (!told.IsCancellationRequested)
            {
                reason = signal.Signal.ToString();
                told.Cancel();
            }
        }
    }
}
