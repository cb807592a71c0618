namespace Containode;

/// <summary>What the program finds around itself: where it is looked for, and its environment.</summary>
internal static class ProgramSurroundings
{
    /// <summary>Where programs are looked for.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The files that a program's name may mean, in the order in which they are tried (execvp(3)).</summary>
    public static IReadOnlyList<string> Candidates(string program) =>
        program.Contains('/') ? [program] : [.. Path.Split(':').Select(directory => $"{directory}/{program}")];

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
