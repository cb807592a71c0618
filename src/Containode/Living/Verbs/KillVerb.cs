using System.CommandLine;
using Containet.Linux;
using Containode.Options;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living.Verbs;

/// <summary><c>containode kill</c>: sends the program of a container a signal, as a signal to its launcher does.</summary>
internal static class KillVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var signal = new Option<string>("--signal", "-s") { HelpName = "SIGNAL", Description = "which, by name or number; default: TERM" };
        var all = new Option<bool>("--all", "-a") { Description = "every process of the container, not only the program" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode kill [-s SIGNAL] [--all] [--state DIR] ID [SIGNAL]", "Sends a container a signal.", signal, all, state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        if (line.Operands.Count is 0 or > 2)
        {
            throw line.Wrong(line.Operands.Count == 0 ? "no container given" : "only one container and one signal can be given");
        }

        string name = line.Value(signal) ?? line.Operands.ElementAtOrDefault(1) ?? "TERM";
        int number = SignalNames.Parse(name) ?? throw line.Wrong($"{name}: there is no such signal");
        ContainerRecord record = StateDirectory.Open(line.Value(state)).Find(line.Operands[0]);
        if (line.Value(all))
        {
            SendToAll(record, number);
        }
        else
        {
            Send(record, number);
        }

        return 0;
    }

    private static void Send(ContainerRecord record, int signal)
    {
        if (signal == LibC.SIGSTOP && record.State is { Program.WithInit: true })
        {
            throw new LaunchException("STOP stops the container's first process only, which cannot pass it on: send it to all with --all, or send TSTP");
        }

        using Fd process = record.OpenProcess();
        PidFd.Signal(process, signal);
    }

    // By the process namespace: what is in that one belongs to the container, whatever its numbers are by the time.
    private static void SendToAll(ContainerRecord record, int signal)
    {
        using Fd first = record.OpenProcess();
        string? space = NamespaceOf(record.State!.Process.Pid);
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), out int pid) && NamespaceOf(pid) == space && ProcessIdentity.Of(pid)?.Open() is { } process)
            {
                using (process)
                {
                    PidFd.Signal(process, signal);
                }
            }
        }
    }

    // Null for one that has ended meanwhile.
    private static string? NamespaceOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
