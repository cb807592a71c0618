using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Confinement;

/// <summary>Makes the container's control groups, before there is a container.</summary>
/// <param name="identity">The container's identity.</param>
/// <param name="limits">What they limit.</param>
internal sealed class ControlGroupCreation(string identity, ControlLimits limits) : ILauncherStep
{
    private ControlGroup? _group;

    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "make control group for", limits.ToString(), "remove it");

    /// <summary>The group, once it is made.</summary>
    public ControlGroup Group => _group!;

    /// <inheritdoc/>
    public void Do(ChildProcess? container) => _group = ControlGroup.Create(identity, limits, CgroupLayout.Of());

    /// <inheritdoc/>
    public void Dispose() => _group?.Dispose();
}
