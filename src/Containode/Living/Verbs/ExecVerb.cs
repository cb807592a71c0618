using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Confinement;
using Containode.Oci;
using Containode.Options;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using Containode.Terminals;

namespace Containode.Living.Verbs;

/// <summary>
/// <c>containode exec</c>: runs one more program in a container, with the rights, the environment and the limits of the
/// container's own, and ends with its status.
/// </summary>
internal static class ExecVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var given = new ExecLine();
        if (!given.Parse(arguments))
        {
            return 0;
        }

        SealedSelf.Require();
        ContainerRecord record = StateDirectory.Open(given.State).Find(given.Identity);
        using Fd first = record.OpenProcess();
        return given.Detach ? Leave(given, record, first) : Mind(given, record, first);
    }

    private static int Mind(ExecLine given, ContainerRecord record, Fd first)
    {
        using RelayStreams streams = RelayStreams.Choose(given.Terminal);
        using LaunchPlan plan = Plan(ReadProcess(given, record, streams), record, first, outlivesLauncher: false);
        return Launcher.Run(plan, streams, (_, program) => OciLauncher.WritePid(given.PidFile, program));
    }

    // For a caller of a runtime, who gets the program as an orphan and its terminal by a socket.
    private static int Leave(ExecLine given, ContainerRecord record, Fd first)
    {
        bool terminal = given.ConsoleSocket is not null;
        using RelayStreams streams = RelayStreams.Direct(terminal);
        using LaunchPlan plan = Plan(ReadProcess(given, record, streams), record, first, outlivesLauncher: true);
        Launcher.Leave(plan, streams, ChildReport.Started, (_, report) =>
        {
            if (plan.Terminal is { } taken)
            {
                ConsoleSocket.Send(given.ConsoleSocket!, taken.Master);
            }

            OciLauncher.WritePid(given.PidFile, report.Errno);
        });
        return 0;
    }

    private static LaunchPlan Plan(ProcessSpec process, ContainerRecord record, Fd first, bool outlivesLauncher) => ExecPlanner.Plan(
        process, record.State!.Process.Pid, record.State.Namespaces, outlivesLauncher, new StillThere(record.Identity, first));

    // A file says everything of the program but what the container's own is filtered by.
    private static ProcessSpec ReadProcess(ExecLine given, ContainerRecord record, RelayStreams streams)
    {
        ProcessSpec container = record.State!.Program;
        ProcessSpec process = given.ProcessFile is { } file
            ? BundleProcessReader.Read(BundleReader.ReadJson(file, OciJson.Default.BundleProcess), seccomp: null) with
            {
                SystemCallFilter = container.SystemCallFilter,
                Limits = container.Limits,
            }
            : container with
            {
                Arguments = given.Program,
                Environment = ReadEnvironment(container, given.Environment, streams.OwnTerminal),
                WorkingDirectory = given.WorkingDirectory ?? container.WorkingDirectory,
            };
        if (given.User is { } name)
        {
            process = process with { User = null, UserName = UserName.Parse(name), HomeOfUser = true };
        }

        return process with
        {
            Capabilities = process.Capabilities ?? container.Capabilities,
            MakeWorkingDirectory = false,
            OwnTerminal = streams.OwnTerminal,
            ErrorIsTerminal = streams.ErrorIsTerminal,
            WithInit = true,
        };
    }

    private static IReadOnlyList<string> ReadEnvironment(ProcessSpec container, IReadOnlyList<string> given, bool ownTerminal)
    {
        List<string> all = [.. container.Environment];
        if (ownTerminal && RawTexts.Variable("TERM") is { Length: > 0 } terminal)
        {
            ProcessReader.Set(all, $"TERM={terminal}");
        }

        foreach (string entry in given)
        {
            ProcessReader.Set(all, entry);
        }

        return all;
    }
}
