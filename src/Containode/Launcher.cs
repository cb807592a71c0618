using Containet.Linux;
using Containet.Linux.Launching;

namespace Containode;

/// <summary>
/// Carries a launch out: checks and plans before anything is made, makes the network in its own thread, clones the
/// container, hands eth0 to the switch while the container waits, lets it go, minds it to its end, and undoes what was
/// made on the host, the last first, also when a step fails. Its death takes the container with it, by the kernel.
/// Must run on the main thread: the container lives as long as the thread that cloned it.
/// </summary>
internal static class Launcher
{
    /// <summary>Runs a program in a container.</summary>
    /// <returns>The exit status to end with.</returns>
    /// <exception cref="LaunchException">The launch failed.</exception>
    /// <exception cref="LinuxException">The launch failed at a system call.</exception>
    public static int Run(LaunchOptions options)
    {
        Terminal? terminal = Terminal.Interactive();
        var caller = new Caller(Environment.CurrentDirectory, Environment.GetEnvironmentVariable("TERM"), terminal is not null);
        using LaunchPlan plan = LaunchPlanner.Plan(options, caller);
        if (options.Root is not null)
        {
            TopDirectory.Check(options.Root, options.Top!);
        }

        using SwitchLink? client = options.Switch is null ? null : SwitchLink.Connect(options.Switch);
        using var signals = new SignalForwarder(caller.Interactive);
        using TopDirectory? top = options.Root is null ? null : TopDirectory.Prepare(options.Root, options.Top!);
        using TapQueues? tap = MakeNetwork(options, client);
        using ChildProcess child = ChildProcess.Start(plan.Child);
        signals.Attach(child);
        try
        {
            Expect(ChildReport.Ready, child, plan);
            using ControlSocket? control = options.ControlSocket is null ? null : ControlSocket.Bind(child.Pid, options.ControlSocket);
            Attach(options, client, tap, child, control);
            return Mind(child, plan, terminal);
        }
        finally
        {
            signals.Detach();
        }
    }

    private static TapQueues? MakeNetwork(LaunchOptions options, SwitchLink? client)
    {
        if (!options.HostNetwork)
        {
            ContainerNetwork.Enter();
        }

        return client is null ? null : ContainerNetwork.AddInterface(options, client.WantedQueues());
    }

    // The switch's copy of the tap is the only one afterwards: the interface goes when the switch lets go of it, or when
    // the namespace does.
    private static void Attach(LaunchOptions options, SwitchLink? client, TapQueues? tap, ChildProcess child, ControlSocket? control)
    {
        if (client is null || tap is null)
        {
            return;
        }

        client.AddPort(options, tap, child.PidFd);
        tap.Dispose();
        if (control is not null)
        {
            client.AddControlSocket(options, control.Socket);
        }

        client.Dispose();
    }

    private static int Mind(ChildProcess child, LaunchPlan plan, Terminal? terminal)
    {
        using TerminalLoan? loan = terminal is null ? null : new TerminalLoan(terminal);
        child.Go();
        Expect(ChildReport.Started, child, plan);
        while (loan is not null && child.WaitForReportOrEnd() && child.NextReport().Step == ChildReport.Stopped)
        {
            loan.OnStopped();
        }

        return child.Wait();
    }

    private static void Expect(int word, ChildProcess child, LaunchPlan plan)
    {
        ChildReport report = child.NextReport();
        if (report.Step == word)
        {
            return;
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
