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
    /// <param name="diesWithParent">Its parent's death is not that of its process namespace.</param>
    public static void Add(PlanBuilder plan, ProcessSpec process, bool diesWithParent = false)
    {
        TerminalStage.Enter(plan, process);
        CallList last = plan.InProgram("set up", "what the program inherits");
        last.SetFileMask(process.User?.FileMask ?? UsualFileMask);
        last.CloseOnExecute();
        if (diesWithParent)
        {
            // After the change of user, which undoes it.
            last.DieWithParent();
        }

        if (plan.StartGate is { } gate)
        {
            plan.InProgram("wait", "to be started").WaitAtGate(gate);
        }

        plan.InProgram("make ready for", process.Arguments[0]).UnblockSignals();
        ConfinementStage.ConfineProgram(plan, process);
        plan.InProgram("execute", process.Arguments[0]);
    }
}
