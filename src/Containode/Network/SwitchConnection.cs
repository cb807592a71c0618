using Containet.Control;
using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Network;

/// <summary>
/// The launcher's connection to the switch, opened before anything is made so that a switch that is not there is told first,
/// and closed when everything has been handed over. What goes wrong is told in the launcher's words.
/// </summary>
/// <param name="path">The switch's socket.</param>
internal sealed class SwitchConnection(string path) : ILauncherStep
{
    private ControlClient? _client;

    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "connect to the switch at", path, "disconnect");

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        try
        {
            _client = ControlClient.Connect(path);
        }
        catch (LinuxException error)
        {
            string hint = error.Errno == LibC.ENOENT || error.Errno == LibC.ECONNREFUSED
                ? $" (is containet running? start it with: containet -s {path})"
                : error.Errno == LibC.EACCES ? " (the switch's --socket-mode says who may use it)" : "";
            throw new LaunchException(error.Message + hint);
        }
    }

    /// <summary>Asks the switch for something.</summary>
    /// <param name="subject">What it is about, for a complaint.</param>
    /// <param name="ask">Asks.</param>
    /// <exception cref="LaunchException">The switch refused, or did not answer.</exception>
    public void Ask(string subject, Action<ControlClient> ask)
    {
        try
        {
            ask(_client!);
        }
        catch (ControlException refusal)
        {
            throw new LaunchException(refusal.Code is ErrorCode.Timeout or ErrorCode.BadReply
                ? $"hand {subject} to the switch at {path}: {refusal.Message}"
                : $"the switch at {path} refused {subject}: {refusal.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();
}
