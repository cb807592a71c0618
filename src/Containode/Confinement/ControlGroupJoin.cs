using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Confinement;

/// <summary>Puts one more process under the limits of a container that runs.</summary>
/// <param name="target">A process of the container.</param>
internal sealed class ControlGroupJoin(int target) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "join the control groups of", $"process {target}");

    /// <inheritdoc/>
    public void Do(ChildProcess? container) => ControlGroup.Join(target, container!.Pid);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
