using Containet.Linux.Launching;
using Containode.Specification;
using Tmds.Linux;

namespace Containode.Planning;

/// <summary>
/// A terminal of the container's own: opened from its own devpts, so that it has a name in there, shown as /dev/console, and
/// its master handed to the launcher.
/// </summary>
internal static class TerminalStage
{
    private const string Devpts = "/dev/pts";
    private const string Console = "/dev/console";

    /// <summary>Adds the steps.</summary>
    /// <param name="plan">The plan, in which /dev and /dev/pts are there.</param>
    /// <param name="process">The program.</param>
    /// <param name="isConsole">Whether it is the container's console: not if it is one more program in it.</param>
    public static void Open(PlanBuilder plan, ProcessSpec process, bool isConsole)
    {
        if (!process.OwnTerminal)
        {
            return;
        }

        CallList calls = plan.InContainer("open", "a terminal");
        (Slot master, Slot slave) = calls.OpenPseudoTerminal(calls.OpenDirectoryInside(plan.Root, Devpts));
        if (process.User is { } user)
        {
            calls.ChangeOwner(slave, (int)user.User);
        }

        if (isConsole)
        {
            calls = plan.InContainer("mount the terminal on", Console);
            MountStage.MakeTarget(calls, plan.Root, Console, isFile: true);
            calls.Attach(calls.CopyMount(slave, recursive: false), calls.OpenInside(plan.Root, Console));
        }

        plan.Terminal = slave;
        plan.OnLauncher(new TerminalTaking(plan.Hand(master)));
    }

    /// <summary>Adds to the program's own steps that it leads a session, whose terminal this is.</summary>
    public static void Enter(PlanBuilder plan, ProcessSpec process)
    {
        CallList calls = plan.InProgram("start", "a session");
        calls.NewSession();
        if (!process.OwnTerminal)
        {
            return;
        }

        calls = plan.InProgram("take", "the terminal");
        calls.UseAsStream(plan.Terminal, LibC.STDIN_FILENO);
        calls.UseAsStream(plan.Terminal, LibC.STDOUT_FILENO);
        if (process.ErrorIsTerminal)
        {
            calls.UseAsStream(plan.Terminal, LibC.STDERR_FILENO);
        }

        calls.TakeTerminal();
    }
}
