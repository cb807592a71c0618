using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Confinement;

/// <summary>Puts the container into its control groups, before its program runs.</summary>
/// <param name="creation">Their making.</param>
internal sealed class ControlGroupEntry(ControlGroupCreation creation) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "put container into", "its control group");

    /// <inheritdoc/>
    public void Do(ChildProcess? container) => creation.Group.Add(container!.Pid);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
