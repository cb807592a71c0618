using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Terminals;

namespace Containode.Running;

/// <summary>
/// Carries a launch out: plans before anything is made, takes the launcher's steps, clones the container, takes further
/// steps while the container waits, minds it to its end, and undoes what was made on the host, the last first, also when a
/// step fails. Its death takes the container with it, by the kernel. Must run on the main thread: the container lives as
/// long as the thread that cloned it.
/// </summary>
internal static class Launcher
{
    /// <summary>Runs a program in a container.</summary>
    /// <param name="plan">The launch.</param>
    /// <param name="streams">How its streams are joined to the caller's.</param>
    /// <param name="started">Told when the program runs, before it is minded, with the program's number in its minder's namespace.</param>
    /// <param name="settled">Told when the program has run for a while.</param>
    /// <returns>The exit status to end with.</returns>
    /// <exception cref="LaunchException">The launch failed.</exception>
    /// <exception cref="LinuxException">The launch failed at a system call.</exception>
    public static int Run(LaunchPlan plan, RelayStreams streams, Action<ChildProcess, int>? started = null, Action<ChildProcess>? settled = null)
    {
        using var signals = new SignalInbox(stops: streams.OwnTerminal);
        var taken = new Stack<ILauncherStep>();
        try
        {
            Take(plan.Stages[0], taken, container: null);
            using ChildProcess child = Start(plan, streams);
            TakeWhileItWaits(plan, child, taken);
            int program = Expect(ChildReport.Started, child, plan, out _).Errno;
            started?.Invoke(child, program);
            if (plan.Terminal is { } terminal)
            {
                streams.Join(terminal.Master);
            }

            using var relay = new Relay(signals, streams) { StopSignal = plan.StopSignal };
            return relay.Mind(child, settled);
        }
        finally
        {
            Undo(taken);
        }
    }

    /// <summary>
    /// Makes a container, or one more program in one, that goes on without the launcher. What was made on the host stays; only a
    /// failure undoes it.
    /// </summary>
    /// <param name="plan">The launch.</param>
    /// <param name="streams">How its streams are joined to the caller's: they must be the caller's own.</param>
    /// <param name="word">What the container says when it can be left: <see cref="ChildReport.Ready"/> or <see cref="ChildReport.Started"/>.</param>
    /// <param name="ready">Told then, with what else the report says.</param>
    /// <exception cref="LaunchException">The launch failed.</exception>
    /// <exception cref="LinuxException">The launch failed at a system call.</exception>
    public static void Leave(LaunchPlan plan, RelayStreams streams, int word, Action<ChildProcess, ChildReport> ready)
    {
        var taken = new Stack<ILauncherStep>();
        try
        {
            Take(plan.Stages[0], taken, container: null);
            using ChildProcess child = Start(plan, streams);
            TakeWhileItWaits(plan, child, taken);
            ready(child, Expect(word, child, plan, out _));
            child.Leave();
            taken.Clear();
        }
        finally
        {
            Undo(taken);
        }
    }

    private static ChildProcess Start(LaunchPlan plan, RelayStreams streams)
    {
        using LentStreams lent = streams.Lend();
        return ChildProcess.Start(plan.Child);
    }

    private static void Take(IReadOnlyList<ILauncherStep> steps, Stack<ILauncherStep> taken, ChildProcess? container)
    {
        foreach (ILauncherStep step in steps)
        {
            taken.Push(step);
            step.Do(container);
        }
    }

    private static void TakeWhileItWaits(LaunchPlan plan, ChildProcess child, Stack<ILauncherStep> taken)
    {
        for (int stage = 1; stage < plan.Stages.Count; stage++)
        {
            Expect(ChildReport.Ready, child, plan, out IReadOnlyList<Fd> handed);
            foreach ((Handed expected, Fd descriptor) in plan.Handed[stage - 1].Zip(handed))
            {
                expected.Receive(descriptor);
            }

            Take(plan.Stages[stage], taken, child);
            child.Go();
        }
    }

    private static void Undo(Stack<ILauncherStep> taken)
    {
        while (taken.TryPop(out ILauncherStep? step))
        {
            step.Dispose();
        }
    }

    private static ChildReport Expect(int word, ChildProcess child, LaunchPlan plan, out IReadOnlyList<Fd> handed)
    {
        ChildReport report = child.NextReport(out handed);
        if (report.Step == word)
        {
            return report;
        }

        if (report.Step < 0)
        {
            // Killed, from outside, or by a signal that came early: its status tells.
            int status = child.Wait();
            throw new LaunchException(
                $"the container ended during its set-up, with status {status}",
                status > ExitStatus.SignalBase ? status : ExitStatus.LauncherFailed);
        }

        throw LaunchFailure.Of(plan, report);
    }
}
