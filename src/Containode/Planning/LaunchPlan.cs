using System.Text;
using Containet.Linux.Launching;

namespace Containode.Planning;

/// <summary>
/// A launch as data: the ordered steps, some the launcher's own, some system calls prepared for the container's first
/// process. Made and checked before anything exists; then <see cref="Running.Launcher"/> carries it out, and a failure of
/// the container's comes back as the index of a step. Immutable; holds native memory until it is disposed of.
/// </summary>
internal sealed class LaunchPlan : IDisposable
{
    private readonly NativeArena _arena;

    /// <summary>Takes what <see cref="PlanBuilder"/> made.</summary>
    public LaunchPlan(
        NativeArena arena, IReadOnlyList<Step> steps, IReadOnlyList<IReadOnlyList<ILauncherStep>> stages, ChildPlan child)
    {
        _arena = arena;
        Steps = steps;
        Stages = stages;
        Child = child;
    }

    /// <summary>All steps, in order. The last is the program's execution.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>
    /// The launcher's steps: the first list before the container is made, each further one when the container says that it
    /// is ready and waits for the word to go on.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ILauncherStep>> Stages { get; }

    /// <summary>For each time that the container waits: the descriptors that it hands over, in order.</summary>
    public IReadOnlyList<IReadOnlyList<Handed>> Handed { get; init; } = [];

    /// <summary>The master of the program's terminal; null where it has none.</summary>
    public TerminalTaking? Terminal => Stages.SelectMany(stage => stage).OfType<TerminalTaking>().FirstOrDefault();

    /// <summary>What the program gets when the launcher gets SIGTERM; 0 for SIGTERM itself.</summary>
    public int StopSignal { get; init; }

    /// <summary>The prepared calls.</summary>
    public ChildPlan Child { get; }

    /// <summary>The steps as lines, each with who takes it and how it is undone: what <c>--dry-run</c> prints.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (Step step in Steps)
        {
            string undo = step.Undo.Length == 0 ? "" : $"  (undo: {step.Undo})";
            text.Append($"{step.Place.ToString().ToLowerInvariant(),-9}  {step}{undo}\n");
        }

        return text.ToString();
    }

    /// <summary>The steps as lines.</summary>
    public override string ToString() => string.Join('\n', Steps);

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();
}
