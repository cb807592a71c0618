using Containet.Control;
using Containet.Linux;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// The published switch as a program, handed taps such as the launcher makes, over its socket. What is settled by the options
/// is the engine and the number of workers; everything else is as it comes.
/// </summary>
internal sealed class ContainetTarget(string program, string engine, int workers) : ITarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => workers == 1 ? $"containet-{engine}" : $"containet-{engine}-{workers}";

    public string Description => $"containet --engine {engine} --workers {workers}, everything else as it comes; taps with IFF_VNET_HDR, queues of {Station.TapQueue}";

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
            Start(rig, program, engine, workers);
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
            string socket = Start(rig, program, engine, workers);
            using ControlClient client = ControlClient.Connect(socket);
            for (int p = 0; p < ports; p++)
            {
                using Fd tap = Station.AddTap(rig.AddPort(), p);
                client.AddPort(new AddEtherFd { InterfaceName = Station.Interface, Node = $"node{p}", MaxMacs = 0 }, token: null, tap, pidfd: null);
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
    public static string Start(Rig rig, string program, string engine, int workers)
    {
        string socket = rig.Keep(new WorkFolder()).File("sock");
        SwitchProgram started = rig.AddProgram(
            Programs.Start(Tied.Program, Tied.Arguments(program, ["-s", socket, "--engine", engine, "--workers", $"{workers}"])));
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
