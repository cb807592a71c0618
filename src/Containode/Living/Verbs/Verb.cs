using System.CommandLine;
using Containode.Oci;
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
        ["create"] = OciVerbs.Create,
        ["start"] = OciVerbs.Start,
        ["state"] = OciVerbs.State,
        ["delete"] = OciVerbs.Delete,
        ["run"] = OciVerbs.Run,
        ["features"] = OciVerbs.Features,
    };

    /// <summary>The verb that the arguments begin with, or have after what callers of a runtime put before it.</summary>
    /// <returns>What carries it out and returns the exit status; null if the arguments are those of a launch.</returns>
    public static Func<int>? Of(IReadOnlyList<string> arguments)
    {
        OciGlobals globals = OciGlobals.Strip(arguments, out IReadOnlyList<string> rest);
        if (rest.Count == 0 || !All.TryGetValue(rest[0], out Func<IReadOnlyList<string>, int>? verb))
        {
            return null;
        }

        IReadOnlyList<string> own = globals.Root is null ? [.. rest.Skip(1)] : ["--state", globals.Root, .. rest.Skip(1)];
        return () =>
        {
            try
            {
                return verb(own);
            }
            catch (Exception failure)
            {
                globals.LogError(failure.Message);
                throw;
            }
        };
    }

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
