using Containet.Linux.Launching;

namespace Containode.Planning;

/// <summary>
/// A plan while the stages of <see cref="LaunchPlanner"/> add to it. Steps come in the order in which they will be taken;
/// where the launcher's follow the container's, the container is made to wait for them. One thread.
/// </summary>
internal sealed class PlanBuilder
{
    private readonly List<Step> _steps = [];
    private readonly List<List<ILauncherStep>> _stages = [[]];
    private readonly List<Handed> _handed = [];
    private readonly List<IReadOnlyList<Handed>> _gates = [];
    private readonly List<Slot> _handing = [];
    private readonly CallList _setup;
    private readonly CallList _program;
    private readonly CallList _finish;
    private bool _containersTurn;
    private int _executeStep;

    public PlanBuilder()
    {
        _setup = new CallList(Arena);
        _program = new CallList(Arena);
        _finish = new CallList(Arena);
    }

    /// <summary>Where the calls' strings and structures live.</summary>
    public NativeArena Arena { get; } = new();

    /// <summary>The container's root directory, once there is one: from here on every path of the container is followed.</summary>
    public Slot Root { get; set; }

    /// <summary>The container ends with the launcher.</summary>
    public bool DiesWithLauncher { get; init; } = true;

    /// <summary>What the program's process waits at before it executes the program; null to go on at once.</summary>
    public Slot? StartGate { get; set; }

    /// <summary>The program's terminal, where it has one.</summary>
    public Slot Terminal { get; set; }

    /// <summary>Adds a step of the container's.</summary>
    /// <returns>The list that its calls go into.</returns>
    public CallList InContainer(string verb, string subject)
    {
        _containersTurn = true;
        return Begin(_setup, new Step(Place.Container, verb, subject));
    }

    /// <summary>Adds a step of the process that becomes the program. All of them come after all others.</summary>
    /// <returns>The list that its calls go into.</returns>
    public CallList InProgram(string verb, string subject) => Begin(_program, new Step(Place.Program, verb, subject));

    /// <summary>Adds the program's execution, the last step of its process.</summary>
    public CallList Execute(string program)
    {
        CallList calls = InProgram("execute", program);
        _executeStep = calls.Step;
        return calls;
    }

    /// <summary>Adds a step that the container's init takes when the program has been executed, before it runs.</summary>
    /// <returns>The list that its calls go into.</returns>
    public CallList InInit(string verb, string subject) => Begin(_finish, new Step(Place.Container, verb, subject));

    /// <summary>Adds a step of the launcher's.</summary>
    public void OnLauncher(ILauncherStep step)
    {
        if (_containersTurn)
        {
            Wait();
        }

        _stages[^1].Add(step);
        _steps.Add(step.Step);
    }

    /// <summary>Has the container hand a descriptor to the launcher before the launcher's next step.</summary>
    public Handed Hand(Slot descriptor)
    {
        var handed = new Handed();
        _handing.Add(descriptor);
        _handed.Add(handed);
        return handed;
    }

    /// <summary>The plan. Nothing can be added afterwards.</summary>
    /// <param name="flags">The namespaces that are made with the container: <c>CLONE_NEW…</c>.</param>
    /// <param name="paths">The files that the program may be, in the order in which they are tried.</param>
    /// <param name="process">The program.</param>
    /// <param name="user">Who the program runs as, if that is found out late.</param>
    public LaunchPlan Finish(int flags, IReadOnlyList<string> paths, Specification.ProcessSpec process, LateUser? user = null) => new(Arena, _steps, _stages, new ChildPlan
    {
        CloneFlags = flags,
        Setup = _setup,
        Program = _program,
        Finish = _finish,
        ExecStep = _executeStep,
        Paths = paths,
        Arguments = process.Arguments,
        Environment = process.Environment,
        HomeOf = process.HomeOfUser ? user : null,
        WithInit = process.WithInit,
        LeavesProgram = !DiesWithLauncher && process.WithInit,
    })
    {
        Handed = _gates,
        StopSignal = process.StopSignal,
    };

    // The launcher's next steps are taken while the container waits, with what it has handed over.
    private void Wait()
    {
        InContainer("await", "the launcher").AwaitWord([.. _handing]);
        _gates.Add([.. _handed]);
        _handing.Clear();
        _handed.Clear();
        _stages.Add([]);
        _containersTurn = false;
    }

    private CallList Begin(CallList list, Step step)
    {
        list.Step = _steps.Count;
        _steps.Add(step);
        return list;
    }
}
