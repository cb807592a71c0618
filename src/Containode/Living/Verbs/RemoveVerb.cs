using System.CommandLine;
using Containet.Linux;
using Containode.Oci;
using Containode.Options;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living.Verbs;

/// <summary><c>containode rm</c>: removes what is kept of containers that have ended.</summary>
internal static class RemoveVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var force = new Option<bool>("--force", "-f") { Description = "end them first, with SIGKILL; none that is not there is an error" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode rm [-f] [--state DIR] ID…", "Removes containers that have ended.", force, state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        StateDirectory directory = StateDirectory.Open(line.Value(state));
        return Verb.ForEach(line, identity => Remove(directory, identity, line.Value(force)));
    }

    /// <summary>Removes a container.</summary>
    /// <exception cref="LaunchException">It has not ended and is not to be ended, or is not there.</exception>
    public static void Remove(StateDirectory directory, string identity, bool force)
    {
        if (force && ContainerRecord.Read(directory, identity) is null)
        {
            return;
        }

        ContainerRecord record = directory.Find(identity);
        OciState last = OciVerbs.StateOf(record) with { Status = "stopped", Pid = 0 };
        if (!record.HasEnded)
        {
            if (!force)
            {
                throw new LaunchException($"the container {identity} is {record.Describe()}: end it first, or remove it with -f");
            }

            End(record);
        }

        using Fd changing = directory.Lock();
        if (ContainerRecord.Read(directory, identity) is { HasEnded: true })
        {
            directory.Remove(identity);
        }

        Hooks.Run("poststop", record.State?.Bundle?.Hooks?.Poststop, last);
    }

    // One that ends by itself meanwhile, or whose launcher removes its entry, is as good.
    private static void End(ContainerRecord record)
    {
        using Fd? process = record.State?.Process.Open();
        if (process is not null)
        {
            PidFd.Signal(process, LibC.SIGKILL);
        }

        record.WaitForEnd();
    }
}
