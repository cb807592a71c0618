using Containet.Linux.Launching;
using Containode.Specification;

namespace Containode.Planning;

/// <summary>What the process that becomes the program does to itself, up to its execution.</summary>
internal static class ProgramStage
{
    private const int UsualFileMask = 0x12; // 022

    /// <summary>Adds the step that goes where the program starts: the last of the set-up.</summary>
    public static void EnterWorkingDirectory(PlanBuilder plan, ProcessSpec process)
    {
        CallList calls = plan.InContainer("change directory to", process.WorkingDirectory);
        if (process.MakeWorkingDirectory)
        {
            MountStage.MakeTarget(calls, plan.Root, process.WorkingDirectory, isFile: false);
        }

        calls.ChangeDirectory(process.WorkingDirectory);
        calls.RequireInsideRoot();
    }

    /// <summary>Adds the steps of the program's own process. Rights go last, and the filter of system calls after all else.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="process">The program.</param>
    /// <param name="user">Who it runs as, if that is found out late.</param>
    /// <param name="guard">What guards the execution; without it the init gives up its rights before, and for the program too.</param>
    /// <param name="diesWithParent">Its parent's death is not that of its process namespace.</param>
    public static void Add(PlanBuilder plan, ProcessSpec process, LateUser? user, ExecutionGuard? guard, bool diesWithParent = false)
    {
        if (guard is null)
        {
            ConfinementStage.Confine(plan, plan.InContainer, process, user);
        }

        TerminalStage.Enter(plan, process);
        if (guard is not null)
        {
            plan.InProgram("stop", "when executed").BeTraced();
            ConfinementStage.Confine(plan, plan.InProgram, process, user, isInit: false);
        }

        CallList last = plan.InProgram("make ready for", process.Arguments[0]);
        last.SetFileMask(process.User?.FileMask ?? UsualFileMask);
        last.CloseOnExecute();
        if (diesWithParent)
        {
            // After the change of user, which undoes it.
            last.DieWithParent();
        }

        if (plan.StartGate is { } gate)
        {
            last.WaitAtGate(gate);
        }

        last.UnblockSignals();
        ConfinementStage.AddFilter(plan, process);
        plan.Execute(process.Arguments[0]);
        if (guard is not null)
        {
            guard.Open(plan);
            ConfinementStage.Confine(plan, plan.InInit, process, user);
        }
    }
}
