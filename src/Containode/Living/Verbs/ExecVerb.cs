using System.CommandLine;
using Containet.Linux;
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
        var environment = new Option<string[]>("--env", "-e") { HelpName = "NAME[=VALUE]", Description = "a variable; without a value, the caller's" };
        var directory = new Option<string>("--workdir", "-w") { HelpName = "DIR", Description = "where the program starts; default: where the container's did" };
        var tty = new Option<bool>("--tty") { Description = "a terminal of its own for the program in any case" };
        var noTty = new Option<bool>("--no-tty", "-T") { Description = "none, even if called from a terminal" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine(
            "containode exec [-e NAME[=VALUE]]… [-w DIR] [--tty|-T] [--state DIR] ID [--] PROGRAM [ARG…]",
            "Runs a program in a container that runs.",
            environment,
            directory,
            tty,
            noTty,
            state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        IReadOnlyList<string> program = line.Operands.Count > 1 && line.Operands[1] == "--" ? [.. line.Operands.Skip(2)] : [.. line.Operands.Skip(1)];
        if (program.Count == 0)
        {
            throw line.Wrong(line.Operands.Count == 0 ? "no container given" : "no program given");
        }

        SealedSelf.Require();
        using RelayStreams streams = RelayStreams.Choose(TerminalOptions.Read(line.Value(tty), line.Value(noTty)));
        ContainerRecord record = StateDirectory.Open(line.Value(state)).Find(line.Operands[0]);
        using Fd first = record.OpenProcess();
        ProcessSpec container = record.State!.Program;
        ProcessSpec process = container with
        {
            Arguments = program,
            Environment = ReadEnvironment(container, line.Value(environment) ?? [], streams.OwnTerminal),
            WorkingDirectory = line.Value(directory) ?? container.WorkingDirectory,
            MakeWorkingDirectory = false,
            OwnTerminal = streams.OwnTerminal,
            ErrorIsTerminal = streams.ErrorIsTerminal,
            WithInit = true,
        };
        using LaunchPlan plan = ExecPlanner.Plan(process, record.State.Process.Pid, record.State.Namespaces, new StillThere(record.Identity, first));
        return Launcher.Run(plan, streams);
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
