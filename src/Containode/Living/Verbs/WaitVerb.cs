using System.CommandLine;
using System.Globalization;
using Containode.Options;
using Containode.Running;

namespace Containode.Living.Verbs;

/// <summary><c>containode wait</c>: waits for containers to end and prints the exit status of each on a line.</summary>
internal static class WaitVerb
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode wait [--state DIR] ID…", "Waits for containers to end and prints their exit statuses.", state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        StateDirectory directory = StateDirectory.Open(line.Value(state));
        return Verb.ForEach(line, identity =>
        {
            int status = directory.Find(identity).WaitForEnd() ?? throw new LaunchException($"the container {identity} has been removed, or only who made it can tell its status");
            StandardOutput.Print($"{status.ToString(CultureInfo.InvariantCulture)}\n");
        });
    }
}
