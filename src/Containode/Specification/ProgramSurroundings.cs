namespace Containode.Specification;

/// <summary>What the program finds around itself: where it is looked for, and its environment.</summary>
internal static class ProgramSurroundings
{
    /// <summary>Where programs are looked for.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The files that a program's name may mean, in the order in which they are tried (execvp(3)).</summary>
    public static IReadOnlyList<string> Candidates(ProcessSpec process)
    {
        string program = process.Arguments[0];
        return program.Contains('/') ? [program]
            : [.. SearchPath(process.Environment).Split(':').Select(directory => directory.Length == 0 ? program : $"{directory}/{program}")];
    }

    /// <summary>Where programs are looked for in an environment: its PATH, or the usual one.</summary>
    public static string SearchPath(IReadOnlyList<string> environment) =>
        environment.LastOrDefault(entry => entry.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] is { Length: > 0 } path
            ? path
            : Path;

    /// <summary>A clean environment: nothing of the caller's but the kind of terminal.</summary>
    /// <param name="identity">The container's identity.</param>
    /// <param name="terminalType">The caller's TERM; null if it has none.</param>
    public static IReadOnlyList<string> Environment(string identity, string? terminalType)
    {
        List<string> environment =
        [
            $"PATH={Path}",
            "HOME=/root",
            $"HOSTNAME={identity}",
            "container=containet",
            "LANG=C.UTF-8",
        ];
        if (!string.IsNullOrEmpty(terminalType))
        {
            environment.Add($"TERM={terminalType}");
        }

        return environment;
    }
}
