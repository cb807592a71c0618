using System.Text.Json;

namespace Containode.Oci;

/// <summary>
/// What callers of a runtime put before the verb (<c>runtime --root DIR --log FILE create …</c>). A command line is one of a
/// runtime only if a verb comes first, or after nothing but these; so <c>containode -r DIR create</c> runs a program, and
/// <c>containode --root DIR create</c> does not.
/// </summary>
internal sealed record OciGlobals
{
    private static readonly string[] WithValue = ["--root", "--log", "--log-format", "--rootless", "--criu", "--cgroup-manager"];
    private static readonly string[] Flags = ["--systemd-cgroup", "--debug"];

    /// <summary>The state directory; null for the usual one.</summary>
    public string? Root { get; private init; }

    /// <summary>The file that errors are told to as well; null for none.</summary>
    public string? Log { get; private init; }

    private bool LogIsJson { get; init; }

    /// <summary>Tells them from the rest.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="rest">What begins with the verb.</param>
    public static OciGlobals Strip(IReadOnlyList<string> arguments, out IReadOnlyList<string> rest)
    {
        var globals = new OciGlobals();
        int next = 0;
        while (next < arguments.Count)
        {
            string argument = arguments[next];
            int equals = argument.IndexOf('=');
            string name = equals < 0 ? argument : argument[..equals];
            if (Flags.Contains(name))
            {
                next++;
            }
            else if (WithValue.Contains(name) && (equals >= 0 || next + 1 < arguments.Count))
            {
                globals = globals.With(name, equals < 0 ? arguments[next + 1] : argument[(equals + 1)..]);
                next += equals < 0 ? 2 : 1;
            }
            else
            {
                break;
            }
        }

        // The word may be said, so that scripts read well.
        next += next < arguments.Count && arguments[next] == "oci" ? 1 : 0;
        rest = [.. arguments.Skip(next)];
        return globals;
    }

    /// <summary>Tells an error where the caller wanted it, besides standard error.</summary>
    public void LogError(string message)
    {
        if (Log is null)
        {
            return;
        }

        var line = new OciLogLine("error", message, DateTimeOffset.UtcNow);
        try
        {
            File.AppendAllText(Log, (LogIsJson ? JsonSerializer.Serialize(line, OciJson.Default.OciLogLine) : $"{line.Time:O} {line.Level} {line.Msg}") + "\n");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // Standard error has it.
        }
    }

    private OciGlobals With(string name, string value) => name switch
    {
        "--root" => this with { Root = value },
        "--log" => this with { Log = value },
        "--log-format" => this with { LogIsJson = value == "json" },
        _ => this,
    };
}
