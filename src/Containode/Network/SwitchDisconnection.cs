using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Network;

/// <summary>Ends the connection to the switch, once it has all that it needs: it counts them, and a container may live long.</summary>
internal sealed class SwitchDisconnection(SwitchConnection connection) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "disconnect from", "the switch");

    /// <inheritdoc/>
    public void Do(ChildProcess? container) => connection.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
