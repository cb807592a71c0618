using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Network;

/// <summary>Binds the control socket inside the container: before a port is asked for, so that a path that cannot be costs no port.</summary>
/// <param name="path">The path in the container.</param>
internal sealed class ControlSocketBinding(string path) : ILauncherStep
{
    private ControlSocket? _socket;

    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "bind control socket", path, "remove it");

    /// <summary>The bound socket, once it is bound.</summary>
    public Fd Socket => _socket!.Socket;

    /// <inheritdoc/>
    public void Do(ChildProcess? container) => _socket = ControlSocket.Bind(container!.Pid, path);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
