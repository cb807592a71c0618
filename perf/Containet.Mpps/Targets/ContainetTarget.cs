using Containet.Control;
using Containet.Linux;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// The published switch as a program, handed taps such as the launcher makes, over its socket. What is settled by the options
/// is the engine, the number of workers, and whether taps have a queue for each; everything else is as it comes.
/// </summary>
internal sealed class ContainetTarget(string program, string engine, int workers, bool queues = false) : ITarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => workers == 1 ? $"containet-{engine}" : $"containet-{engine}-{workers}{(queues ? "q" : "")}";

    public string Description =>
        $"containet --engine {engine} --workers {workers}{(queues ? " --queues each" : "")}, everything else as it comes; taps with IFF_VNET_HDR, {(queues ? $"{workers} queues" : "queues")} of {Station.TapQueue}";

    public bool IsVariant => workers > 1;

    public int MaxPorts => 4000;

    public string? Missing()
    {
        if (!File.Exists(program))
        {
            return $"{program} is not built (tools/build)";
        }

        try
        {
            using var rig = new Rig();
            Start(rig, program, engine, workers, queues);
            return null;
        }
        catch (Exception e) when (e is TargetException or ProgramException)
        {
            return e.Message;
        }
    }

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            string socket = Start(rig, program, engine, workers, queues);
            using ControlClient client = ControlClient.Connect(socket);
            for (int p = 0; p < ports; p++)
            {
                using TapQueues tap = Station.AddTap(rig.AddPort(), p, queues ? workers : 1);
                client.AddPort(new AddEtherFd { InterfaceName = Station.Interface, Node = $"node{p}", MaxMacs = 0 }, token: null, tap.Queues, pidfd: null);
            }

            return rig;
        }
        catch (Exception e) when (e is ControlException or LinuxException)
        {
            rig.Dispose();
            throw new TargetException(e.Message);
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }

    /// <summary>Starts the switch as a part of a rig, and waits until it listens.</summary>
    /// <returns>Its socket.</returns>
    /// <exception cref="TargetException">It does not; what it said.</exception>
    public static string Start(Rig rig, string program, string engine, int workers, bool queues = false)
    {
        string socket = rig.Keep(new WorkFolder()).File("sock");
        SwitchProgram started = rig.AddProgram(
            Programs.Start(Tied.Program, Tied.Arguments(program, ["-s", socket, "--engine", engine, "--workers", $"{workers}", .. queues ? ["--queues", "each"] : Array.Empty<string>()])));
        if (!Wait.Until(() => started.Process.HasExited || Accepts(socket), Patience))
        {
            throw new TargetException($"containet does not listen after {Patience.TotalSeconds} s");
        }

        rig.MustStand();
        return socket;
    }

    private static bool Accepts(string socket)
    {
        if (!File.Exists(socket))
        {
            return false;
        }

        try
        {
            UnixSocket.Connect(socket, Patience).Dispose();
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
