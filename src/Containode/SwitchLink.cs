using Containet.Control;
using Containet.Linux;
using Tmds.Linux;

namespace Containode;

/// <summary>The launcher's connection to the switch: what it asks for, and what goes wrong in the launcher's words.</summary>
internal sealed class SwitchLink : IDisposable
{
    private readonly string _path;
    private readonly ControlClient _client;

    private SwitchLink(string path, ControlClient client)
    {
        _path = path;
        _client = client;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="LaunchException">Nobody listens there.</exception>
    public static SwitchLink Connect(string path)
    {
        try
        {
            return new SwitchLink(path, ControlClient.Connect(path));
        }
        catch (LinuxException error)
        {
            string hint = error.Errno == LibC.ENOENT || error.Errno == LibC.ECONNREFUSED
                ? $" (is containet running? start it with: containet -s {path})"
                : "";
            throw new LaunchException(error.Message + hint);
        }
    }

    /// <summary>How many queues the switch would have eth0 have.</summary>
    /// <exception cref="LaunchException">It did not answer.</exception>
    public int WantedQueues()
    {
        int queues = 1;
        Ask("a question", () =>
        {
            try
            {
                queues = _client.Settings().Queues;
            }
            catch (ControlException refusal) when (refusal.Code == ErrorCode.UnknownVerb)
            {
                // A switch that is older than the question takes one.
            }
        });
        return queues;
    }

    /// <summary>Hands the switch eth0.</summary>
    /// <param name="options">The container's.</param>
    /// <param name="tap">The tap, with one queue or <see cref="WantedQueues"/>.</param>
    /// <param name="process">The container's first process, with whose end the port ends.</param>
    /// <exception cref="LaunchException">The switch refused, or did not answer.</exception>
    public void AddPort(LaunchOptions options, TapQueues tap, Fd process)
    {
        var port = new AddEtherFd
        {
            InterfaceName = ContainerNetwork.InterfaceName,
            Node = options.Identity,
            Mac = StableMac.Format(StableMac.Of(options.Identity)),
            Ip4 = options.Address?.ToString(),
            Mtu = ContainerNetwork.Mtu,
        };
        Ask($"{ContainerNetwork.InterfaceName} of {options.Identity}", () => _client.AddPort(port, options.Token, tap.Queues, process));
    }

    /// <summary>Hands the switch a bound socket, on which it is to serve the container.</summary>
    /// <exception cref="LaunchException">The switch refused, or did not answer.</exception>
    public void AddControlSocket(LaunchOptions options, Fd socket) => Ask(
        $"the control socket of {options.Identity}", () => _client.AddControlSocket(options.Identity, options.Token, socket));

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Ask(string subject, Action ask)
    {
        try
        {
            ask();
        }
        catch (ControlException refusal)
        {
            throw new LaunchException(refusal.Code is ErrorCode.Timeout or ErrorCode.BadReply
                ? $"hand {subject} to the switch at {_path}: {refusal.Message}"
                : $"the switch at {_path} refused {subject}: {refusal.Message}");
        }
    }
}
