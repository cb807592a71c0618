using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Specification;

namespace Containode.Network;

/// <summary>Hands the container's control socket to the switch to listen on; the launcher's copy is closed.</summary>
internal sealed class ControlSocketHandOver(ContainerSpec spec, SwitchConnection connection, ControlSocketBinding binding) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "hand to the switch", $"the control socket of {spec.Identity}");

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        connection.Ask(
            $"the control socket of {spec.Identity}",
            client => client.AddControlSocket(spec.Identity, spec.Network!.Token, binding.Socket));
        binding.Socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
