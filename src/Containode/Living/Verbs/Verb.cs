using System.CommandLine;
using Containode.Options;
using Containode.Running;

namespace Containode.Living.Verbs;

/// <summary>
/// What containode does besides starting containers. A word is a verb only as the very first argument: <c>containode -- ps</c>
/// and <c>containode /bin/ps</c> run programs.
/// </summary>
internal static class Verb
{
    private static readonly Dictionary<string, Func<IReadOnlyList<string>, int>> All = new()
    {
        ["ps"] = PsVerb.Run,
        ["exec"] = ExecVerb.Run,
        ["kill"] = KillVerb.Run,
        ["logs"] = LogsVerb.Run,
        ["wait"] = WaitVerb.Run,
        ["rm"] = RemoveVerb.Run,
    };

    /// <summary>The verb that the arguments begin with; null if they are those of a launch.</summary>
    public static Func<IReadOnlyList<string>, int>? Of(IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && All.TryGetValue(arguments[0], out Func<IReadOnlyList<string>, int>? verb) ? verb : null;

    /// <summary>The option by which every verb is told of another state directory.</summary>
    public static Option<string> StateOption() =>
        new("--state") { HelpName = "DIR", Description = $"where the state of containers is; default: ${StateDirectory.Variable}, or the user's own" };

    /// <summary>The one container that is named.</summary>
    /// <exception cref="UsageException">None is, or several are.</exception>
    public static string OneIdentity(VerbLine line) => line.Operands.Count switch
    {
        0 => throw line.Wrong("no container given"),
        1 => line.Operands[0],
        _ => throw line.Wrong("only one container can be given"),
    };

    /// <summary>Does something to each container that is named, also when it fails for another.</summary>
    /// <returns>The exit status: the last failure's.</returns>
    /// <exception cref="UsageException">None is named.</exception>
    public static int ForEach(VerbLine line, Action<string> action)
    {
        if (line.Operands.Count == 0)
        {
            throw line.Wrong("no container given");
        }

        int status = 0;
        foreach (string identity in line.Operands)
        {
            try
            {
                action(identity);
            }
            catch (LaunchException failure)
            {
                StandardOutput.Complain(failure.Message);
                status = failure.Status;
            }
        }

        return status;
    }
}
