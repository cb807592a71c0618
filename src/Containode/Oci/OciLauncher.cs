using System.Globalization;
using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Living;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using Containode.Terminals;

namespace Containode.Oci;

/// <summary>Makes the containers of bundles, for a caller who minds them himself, or to their ends.</summary>
internal static class OciLauncher
{
    /// <summary>Makes a container, which then waits to be started.</summary>
    /// <returns>The exit status to end with.</returns>
    /// <exception cref="LaunchException">It could not be made.</exception>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static int Create(OciLaunch launch)
    {
        BundleConfig config = ReadConfig(launch);
        using ContainerEntry entry = Reserve(launch);
        StartGate.Make(entry.Location);
        ContainerSpec spec = BundleReader.Read(launch.Identity, launch.Bundle, config) with { StartGate = StartGate.PathIn(entry.Location) };
        using RelayStreams streams = RelayStreams.Direct(spec.Process.OwnTerminal);
        using LaunchPlan plan = LaunchPlanner.Plan(spec);
        if (spec.Process.OwnTerminal && launch.ConsoleSocket is null)
        {
            throw new LaunchException("the bundle asks for a terminal: say with --console-socket who takes it");
        }

        Launcher.Leave(plan, streams, ChildReport.Ready, (container, _) =>
        {
            ProgramSearch.Require(container.Pid, spec.Process);
            ContainerState state = StateOf(launch, config, spec, container);
            RunEarlyHooks(config, launch, container, "creating");
            if (plan.Terminal is { } terminal)
            {
                SetSize(terminal.Master, config.Process?.ConsoleSize);
                ConsoleSocket.Send(launch.ConsoleSocket!, terminal.Master);
            }

            entry.Tell(state);
            WritePid(launch.PidFile, container.Pid);
        });
        return 0;
    }

    /// <summary>Runs a container to its end.</summary>
    /// <returns>The exit status to end with.</returns>
    /// <exception cref="LaunchException">The launch failed.</exception>
    /// <exception cref="LinuxException">The launch failed at a system call.</exception>
    public static int Run(OciLaunch launch)
    {
        BundleConfig config = ReadConfig(launch);
        using ContainerEntry entry = Reserve(launch);
        bool terminal = config.Process?.Terminal ?? false;
        using RelayStreams streams = RelayStreams.Choose(terminal ? TerminalChoice.Always : TerminalChoice.Never);
        ContainerSpec spec = BundleReader.Read(launch.Identity, launch.Bundle, config) with { OutlivesLauncher = false };
        spec = spec with { Process = spec.Process with { WithInit = true } }; // which minds it and tells of its end
        using LaunchPlan plan = LaunchPlanner.Plan(spec);
        OciState? last = null;
        int status = Launcher.Run(plan, streams, (container, _) =>
        {
            entry.Tell(StateOf(launch, config, spec, container));
            WritePid(launch.PidFile, container.Pid);
            RunEarlyHooks(config, launch, container, "created");
            last = HookState(launch, config, container, "running");
            Hooks.Run("poststart", config.Hooks?.Poststart, last);
        });
        Hooks.Run("poststop", config.Hooks?.Poststop, last! with { Status = "stopped", Pid = 0 });
        entry.Discard();
        return status;
    }

    // A bundle's own program is executed without an init to guard that.
    private static BundleConfig ReadConfig(OciLaunch launch)
    {
        SealedSelf.Require();
        BundleConfig config = BundleReader.ReadConfig(launch.Bundle);
        Hooks.Check(config.Hooks);
        return config;
    }

    private static ContainerEntry Reserve(OciLaunch launch) =>
        StateDirectory.WhyNot(launch.Identity) is { } objection ? throw new LaunchException($"container {launch.Identity}: {objection}")
        : ContainerEntry.Reserve(launch.Directory, launch.Identity, kept: true)
        ?? throw new LaunchException($"a container {launch.Identity} is there already");

    private static void RunEarlyHooks(BundleConfig config, OciLaunch launch, ChildProcess container, string status)
    {
        OciState state = HookState(launch, config, container, status);
        Hooks.Run("prestart", config.Hooks?.Prestart, state);
        Hooks.Run("createRuntime", config.Hooks?.CreateRuntime, state);
    }

    private static OciState HookState(OciLaunch launch, BundleConfig config, ChildProcess container, string status) => new()
    {
        Id = launch.Identity,
        Status = status,
        Pid = container.Pid,
        Bundle = launch.Bundle,
        Annotations = config.Annotations,
    };

    private static ContainerState StateOf(OciLaunch launch, BundleConfig config, ContainerSpec spec, ChildProcess container) => new()
    {
        Identity = launch.Identity,
        Created = DateTimeOffset.Now,
        Process = ProcessIdentity.Of(container.Pid) ?? throw new LaunchException("the container ended during its set-up"),
        Namespaces = NamespaceStage.ForeignFlags(spec.Namespaces),
        Kept = true,
        Detached = true,
        Root = (spec.Root as DirectoryRoot)?.Path,
        Program = spec.Process,
        Bundle = new OciContainer { Bundle = launch.Bundle, Annotations = config.Annotations, Hooks = config.Hooks },
    };

    private static void SetSize(Fd master, BundleConsoleSize? size)
    {
        if (size is not null)
        {
            Terminal.SetSize(master, new TerminalSize(size.Height, size.Width));
        }
    }

    /// <summary>Writes a process's number where a caller wants it.</summary>
    public static void WritePid(string? path, int pid)
    {
        if (path is not null)
        {
            // Whoever waits for the file finds it whole.
            File.WriteAllText($"{path}.new", pid.ToString(CultureInfo.InvariantCulture));
            File.Move($"{path}.new", path, overwrite: true);
        }
    }
}
