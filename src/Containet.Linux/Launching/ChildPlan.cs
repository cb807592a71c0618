namespace Containet.Linux.Launching;

/// <summary>What a child is to do, as far as it can be known before it exists.</summary>
public sealed class ChildPlan
{
    /// <summary>The namespaces to make: <c>CLONE_NEW…</c> of linux/sched.h.</summary>
    public required int CloneFlags { get; init; }

    /// <summary>The calls that set the container up.</summary>
    public required CallList Setup { get; init; }

    /// <summary>The calls that the program's own process makes before it executes the program.</summary>
    public required CallList Program { get; init; }

    /// <summary>
    /// The calls that the init makes when the program has been executed and before it runs; for these to be possible the
    /// program's own calls must have it traced (<see cref="ChildCalls.BeTraced"/>).
    /// </summary>
    public required CallList Finish { get; init; }

    /// <summary>The step that executing the program is.</summary>
    public required int ExecStep { get; init; }

    /// <summary>The files to try, in order, as execvp(3) does.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The program's arguments, its name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The program's environment, as <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Whom the program becomes if that is found out late: its HOME then goes into the environment too. Null if it is known.</summary>
    public LateUser? HomeOf { get; init; }

    /// <summary>Whether an init is the first process (reaping, passing signals on), or the program itself is.</summary>
    public bool WithInit { get; init; } = true;

    /// <summary>Whether the init ends as soon as the program runs, which is left to whoever gets orphans.</summary>
    public bool LeavesProgram { get; init; }
}
