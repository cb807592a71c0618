using Containet.Linux;
using Containet.Linux.Launching;

namespace Containode.Planning;

/// <summary>The launcher takes the master of the container's terminal, through which it then talks to the program.</summary>
internal sealed class TerminalTaking(Handed master) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step { get; } = new(Place.Launcher, "take", "the terminal's master");

    /// <summary>The master.</summary>
    public Fd Master => master.Descriptor;

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        if (!Terminal.IsMaster(Master))
        {
            throw new Running.LaunchException("open a terminal in the container: its /dev/pts/ptmx is something else");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => master.Dispose();
}
