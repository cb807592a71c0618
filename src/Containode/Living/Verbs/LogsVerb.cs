using System.CommandLine;
using Containode.Options;

namespace Containode.Living.Verbs;

/// <summary><c>containode logs</c>: what a detached container has written.</summary>
internal static class LogsVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "and what it writes from now on, until it ends" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode logs [-f] [--state DIR] ID", "Prints what a detached container has written.", follow, state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        StateDirectory directory = StateDirectory.Open(line.Value(state));
        new LogReader(directory.Find(Verb.OneIdentity(line))).Print(line.Value(follow), directory);
        return 0;
    }
}
