using Containet.Linux.Launching;
using Containode.Confinement;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>
/// Plans one more program in a container that runs. A process of the launcher's goes into the container's namespaces and
/// starts the program there, with the rights that the container's own has; it stays, outside the container's process
/// namespace, to mind the program. What is in the container is hostile: nothing there is executed before the confinement,
/// and whoever is in there can neither look at the process nor, through it, at containode's own file (CVE-2019-5736):
/// it cannot be traced until it is the program, and runs from a file that cannot be written (<see cref="Running.SealedSelf"/>).
/// </summary>
internal static class ExecPlanner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="process">The program.</param>
    /// <param name="target">The container's first process.</param>
    /// <param name="namespaces">The namespaces to go into: <c>CLONE_NEW…</c>.</param>
    /// <param name="outlivesLauncher">Whether the program goes on, by itself, when the launcher ends.</param>
    /// <param name="steps">What the launcher does with the process while it waits in the container's namespaces.</param>
    public static LaunchPlan Plan(
        ProcessSpec process, int target, int namespaces, bool outlivesLauncher, params ReadOnlySpan<ILauncherStep> steps)
    {
        var plan = new PlanBuilder { DiesWithLauncher = !outlivesLauncher };
        CallList join = plan.InContainer("join", $"the container of process {target}");
        join.Add(SYS_prctl, PR_SET_DUMPABLE, 0);
        join.Add(SYS_setns, join.Add(SYS_pidfd_open, target, 0), namespaces);
        if ((namespaces & Tmds.Linux.LibC.CLONE_NEWUSER) != 0)
        {
            plan.InContainer("become", "the container's root").BecomeRoot();
        }

        if (!outlivesLauncher)
        {
            plan.InContainer("die", "with the launcher").DieWithLauncher();
        }

        plan.Root = plan.InContainer("open", "/").OpenDirectory("/");
        UserLookup? lookup = ConfinementStage.LookUp(plan, process);
        TerminalStage.Open(plan, process, isConsole: false);
        ProgramStage.EnterWorkingDirectory(plan, process);
        foreach (ILauncherStep step in steps)
        {
            plan.OnLauncher(step);
        }

        plan.OnLauncher(new ControlGroupJoin(target));
        if (lookup is not null)
        {
            plan.OnLauncher(lookup);
        }

        ProgramStage.Add(plan, process, lookup?.Answer, guard: null, diesWithParent: !outlivesLauncher);
        return plan.Finish(0, ProgramSurroundings.Candidates(process), process, lookup?.Answer);
    }
}
