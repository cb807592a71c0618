using Containet.Linux.Launching;

namespace Containode;

/// <summary>
/// A launch as data: the ordered steps that the container's first process takes, and the system calls that they are
/// prepared as. Made and checked before anything exists; then <see cref="ChildProcess"/> runs it, and a failure comes
/// back as the index of a step. What concerns the network is done beforehand by the launcher (<see cref="ContainerNetwork"/>),
/// what concerns files of the host by <see cref="TopDirectory"/> and <see cref="ControlSocket"/>.
/// Immutable; holds native memory until it is disposed of.
/// </summary>
internal sealed class LaunchPlan : IDisposable
{
    private readonly NativeArena _arena;

    /// <summary>Takes what <see cref="LaunchPlanner"/> made.</summary>
    public LaunchPlan(NativeArena arena, IReadOnlyList<Step> steps, ChildPlan child)
    {
        _arena = arena;
        Steps = steps;
        Child = child;
    }

    /// <summary>The steps, in order. The last is the program's execution.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The prepared calls.</summary>
    public ChildPlan Child { get; }

    /// <summary>The steps as lines.</summary>
    public override string ToString() => string.Join('\n', Steps);

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
