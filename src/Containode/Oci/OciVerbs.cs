using System.CommandLine;
using System.Text.Json;
using Containode.Living;
using Containode.Living.Verbs;
using Containode.Options;
using Containode.Running;

namespace Containode.Oci;

/// <summary>
/// The verbs by which others call a runtime (OCI runtime specification 1.1, runtime.md, "Operations", and the command line that
/// runc has): <c>create</c>, <c>start</c>, <c>state</c>, <c>delete</c>, <c>run</c>, <c>features</c>. <c>kill</c> and <c>exec</c> are containode's own.
/// </summary>
internal static class OciVerbs
{
    public static int Create(IReadOnlyList<string> arguments) => Launch("create", arguments, OciLauncher.Create);

    public static int Run(IReadOnlyList<string> arguments) => Launch("run", arguments, OciLauncher.Run);

    public static int Start(IReadOnlyList<string> arguments)
    {
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode start [--state DIR] ID", "Starts a container that has been created.", state);
        if (line.Parse(arguments))
        {
            ContainerRecord record = Find(line, state);
            if (record.Status != ContainerStatus.Created)
            {
                throw new LaunchException($"the container {record.Identity} cannot be started: it is {record.Describe()}");
            }

            StartGate.Open(record.Location);
            Hooks.Run("poststart", record.State?.Bundle?.Hooks?.Poststart, StateOf(record));
        }

        return 0;
    }

    public static int State(IReadOnlyList<string> arguments)
    {
        Option<string> directory = Verb.StateOption();
        var line = new VerbLine("containode state [--state DIR] ID", "Prints the state of a container as JSON.", directory);
        if (line.Parse(arguments))
        {
            StandardOutput.Print(JsonSerializer.Serialize(StateOf(Find(line, directory)), OciJson.Default.OciState) + "\n");
        }

        return 0;
    }

    public static int Delete(IReadOnlyList<string> arguments)
    {
        var force = new Option<bool>("--force", "-f") { Description = "end it first; none that is not there is an error" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode delete [--force] [--state DIR] ID", "Removes a container that has ended.", force, state);
        if (line.Parse(arguments))
        {
            RemoveVerb.Remove(StateDirectory.Open(line.Value(state)), Verb.OneIdentity(line), line.Value(force));
        }

        return 0;
    }

    public static int Features(IReadOnlyList<string> arguments)
    {
        _ = arguments;
        StandardOutput.Print(
            $"{{\"ociVersionMin\":\"1.0.0\",\"ociVersionMax\":\"{OciState.Version}\",\"hooks\":[\"prestart\",\"createRuntime\",\"poststart\",\"poststop\"],"
            + "\"linux\":{\"namespaces\":[\"cgroup\",\"ipc\",\"mount\",\"network\",\"pid\",\"user\",\"uts\"]}}\n");
        return 0;
    }

    /// <summary>The state of a container that was made of a bundle.</summary>
    public static OciState StateOf(ContainerRecord record) => new()
    {
        Id = record.Identity,
        Status = record.Status switch
        {
            ContainerStatus.Starting => "creating",
            ContainerStatus.Created => "created",
            ContainerStatus.Running => "running",
            _ => "stopped",
        },
        Pid = record.HasEnded ? 0 : record.State?.Process.Pid ?? 0,
        Bundle = record.State?.Bundle?.Bundle ?? "",
        Annotations = record.State?.Bundle?.Annotations,
    };

    private static ContainerRecord Find(VerbLine line, Option<string> state) => StateDirectory.Open(line.Value(state)).Find(Verb.OneIdentity(line));

    private static int Launch(string verb, IReadOnlyList<string> arguments, Func<OciLaunch, int> launch)
    {
        var bundle = new Option<string>("--bundle", "-b") { HelpName = "DIR", Description = "the bundle; default: the working directory" };
        var pidFile = new Option<string>("--pid-file") { HelpName = "FILE", Description = "where the process's number is written" };
        var console = new Option<string>("--console-socket") { HelpName = "SOCK", Description = "where the terminal's master is sent" };
        var preserved = new Option<string>("--preserve-fds") { HelpName = "N", Description = "not supported but for 0" };
        var noPivot = new Option<bool>("--no-pivot") { Description = "not supported" };
        Option<string> state = Verb.StateOption();
        var noKeyring = new Option<bool>("--no-new-keyring") { Description = "as it always is" };
        var line = new VerbLine(
            $"containode {verb} [--bundle DIR] [--pid-file FILE] [--console-socket SOCK] [--state DIR] ID",
            verb == "run" ? "Runs a bundle's container to its end." : "Makes a bundle's container, which then waits to be started.",
            bundle,
            pidFile,
            console,
            preserved,
            noPivot,
            noKeyring,
            state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        if (line.Value(noPivot) || line.Value(preserved) is not (null or "0"))
        {
            throw line.Wrong(line.Value(noPivot) ? "--no-pivot is not supported" : "--preserve-fds is not supported");
        }

        return launch(new OciLaunch
        {
            Identity = Verb.OneIdentity(line),
            Bundle = Path.GetFullPath(line.Value(bundle) ?? "."),
            PidFile = line.Value(pidFile),
            ConsoleSocket = line.Value(console),
            Directory = StateDirectory.Open(line.Value(state)),
        });
    }
}
