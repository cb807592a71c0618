using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Images;
using Containode.Network;
using Containode.Options;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using Containode.Terminals;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>
/// A container from the command line to its end: planned, entered in the state directory, started, minded. In the
/// foreground it is listed if it can be: there may be no place for a list, or one of its identity on another switch; in the
/// background it must be, for nothing else leads to it.
/// </summary>
internal static class ContainerRun
{
    /// <summary>Runs it.</summary>
    /// <param name="given">The options.</param>
    /// <param name="detachment">The tie to the caller of a launcher in the background; null for one in the foreground.</param>
    /// <returns>The exit status to end with.</returns>
    /// <exception cref="UsageException">The options make no sense.</exception>
    /// <exception cref="LaunchException">The launch failed.</exception>
    /// <exception cref="LinuxException">The launch failed at a system call.</exception>
    public static int Run(CommandLineValues given, Detachment? detachment)
    {
        TerminalChoice choice = TerminalOptions.Read(given.Terminal, given.NoTerminal);
        using RelayStreams streams = detachment is null ? RelayStreams.Choose(choice) : RelayStreams.Background(choice);
        var caller = new Caller(
            Environment.CurrentDirectory,
            RawTexts.Variable("TERM"),
            streams.OwnTerminal,
            streams.ErrorIsTerminal,
            (uint)LibC.geteuid(),
            (uint)LibC.getegid());
        given = ImageUse.Named(given);
        using ImageUse? image = ImageUse.Open(given);
        ContainerSpec spec = SpecReader.Read(image?.Complete(given) ?? given, caller);
        using LaunchPlan plan = LaunchPlanner.Plan(given.DryRun ? spec : QueueQuestion.Answer(spec));
        if (given.DryRun)
        {
            StandardOutput.Print(plan.Describe());
            return 0;
        }

        return detachment is null ? RunInForeground(given, spec, plan, streams) : RunInBackground(given, spec, plan, streams, detachment);
    }

    // Listed when it has lived a while: for a short one that would be a tenth of its time.
    private static int RunInForeground(CommandLineValues given, ContainerSpec spec, LaunchPlan plan, RelayStreams streams)
    {
        ContainerEntry? entry = given.State is { } chosen ? ContainerEntry.Reserve(StateDirectory.Open(chosen), spec.Identity, kept: false) : null;
        try
        {
            int status = Launcher.Run(plan, streams, settled: container =>
            {
                entry ??= given.State is null ? TryReserve(spec.Identity) : null;
                entry?.Tell(StateOf(spec, container, given));
            });
            entry?.End(status);
            return status;
        }
        finally
        {
            entry?.Dispose();
        }
    }

    private static int RunInBackground(
        CommandLineValues given, ContainerSpec spec, LaunchPlan plan, RelayStreams streams, Detachment detachment)
    {
        using ContainerEntry entry = ContainerEntry.Reserve(StateDirectory.Open(given.State), spec.Identity, kept: !given.Remove)
            ?? throw new LaunchException($"a container {spec.Identity} is running already: choose another identity with -i");
        streams.Log = new LogFile(entry.Location);
        int status = Launcher.Run(plan, streams, started: (container, _) =>
        {
            entry.Tell(StateOf(spec, container, given));
            detachment.Tell(spec.Identity);
        });
        entry.End(status);
        return status;
    }

    private static ContainerEntry? TryReserve(string identity)
    {
        try
        {
            return StateDirectory.TryOpen(null) is { } directory ? ContainerEntry.Reserve(directory, identity, kept: false) : null;
        }
        catch (Exception nowhere) when (nowhere is LaunchException or LinuxException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ContainerState StateOf(ContainerSpec spec, ChildProcess container, CommandLineValues given) => new()
    {
        Identity = spec.Identity,
        Created = DateTimeOffset.Now,
        Process = ProcessIdentity.Of(container.Pid)!,
        Launcher = ProcessIdentity.Of(Environment.ProcessId)!,
        Namespaces = NamespaceStage.ForeignFlags(spec.Namespaces),
        Detached = given.Detach,
        Kept = given.Detach && !given.Remove,
        Root = spec.Root switch
        {
            OverlayRoot overlay => overlay.Lowers[0],
            DirectoryRoot directory => directory.Path,
            _ => null,
        },
        Program = spec.Process,
    };
}
