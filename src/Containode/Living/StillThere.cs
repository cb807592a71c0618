using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Running;

namespace Containode.Living;

/// <summary>
/// Makes sure that the container which was entered by the number of its first process is the one that is meant: as long as
/// that process had not ended, its number was no other's.
/// </summary>
/// <param name="identity">The container's.</param>
/// <param name="process">A pidfd of its first process; stays the caller's.</param>
internal sealed class StillThere(string identity, Fd process) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step { get; } = new(Place.Launcher, "see", $"that container {identity} still runs");

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        if (PidFd.HasEnded(process.Value))
        {
            throw new LaunchException($"the container {identity} has ended meanwhile");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
