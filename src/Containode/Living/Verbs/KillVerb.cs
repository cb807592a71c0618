using System.CommandLine;
using Containet.Linux;
using Containode.Options;
using Containode.Running;

namespace Containode.Living.Verbs;

/// <summary><c>containode kill</c>: sends the program of a container a signal, as a signal to its launcher does.</summary>
internal static class KillVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var signal = new Option<string>("--signal", "-s") { HelpName = "SIGNAL", Description = "which, by name or number; default: TERM" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode kill [-s SIGNAL] [--state DIR] ID…", "Sends containers a signal.", signal, state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        string name = line.Value(signal) ?? "TERM";
        int number = SignalNames.Parse(name) ?? throw line.Wrong($"{name}: there is no such signal");
        StateDirectory directory = StateDirectory.Open(line.Value(state));
        return Verb.ForEach(line, identity => Send(directory.Find(identity), number));
    }

    /// <summary>Sends a container a signal.</summary>
    /// <exception cref="LaunchException">It does not run.</exception>
    public static void Send(ContainerRecord record, int signal)
    {
        if (signal == Tmds.Linux.LibC.SIGSTOP)
        {
            throw new LaunchException("STOP stops the container's first process only, which cannot pass it on: send TSTP");
        }

        using Fd process = record.OpenProcess();
        PidFd.Signal(process, signal);
    }
}
