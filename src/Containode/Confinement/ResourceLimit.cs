using System.Text.Json.Serialization;
using Containode.Options;
using static Containet.Linux.Bindings.Native;

namespace Containode.Confinement;

/// <summary>A limit on a resource of each process (setrlimit(2)): <c>--rlimit NAME=SOFT[:HARD]</c>.</summary>
/// <param name="Resource"><c>RLIMIT_…</c>.</param>
/// <param name="Soft">The limit in force, in the resource's own unit.</param>
/// <param name="Hard">What the process may raise it to.</param>
internal readonly record struct ResourceLimit(int Resource, ulong Soft, ulong Hard)
{
    // Indexed by number: RLIMIT_ and these in capitals.
    private static readonly string[] Names =
    [
        "cpu", "fsize", "data", "stack", "core", "rss", "nproc", "nofile", "memlock", "as", "locks", "sigpending", "msgqueue", "nice",
        "rtprio", "rttime",
    ];

    /// <summary>The resource's name.</summary>
    [JsonIgnore]
    public string Name => Names[Resource];

    /// <summary>Reads <c>NAME=SOFT[:HARD]</c>; without HARD both are the same.</summary>
    /// <exception cref="UsageException">It is not of that form.</exception>
    public static ResourceLimit Parse(string text)
    {
        int equals = text.IndexOf('=');
        string name = equals < 0 ? text : text[..equals];
        if (!TryFind(name, out int resource))
        {
            throw new UsageException($"--rlimit {text}: there is no limit '{name}', only {string.Join(", ", Names)}");
        }

        string[] values = equals < 0 ? [] : text[(equals + 1)..].Split(':');
        if (values.Length is not (1 or 2) || !TryParseValue(values[0], out ulong soft) || !TryParseValue(values[^1], out ulong hard))
        {
            throw new UsageException($"--rlimit {text}: must be NAME=SOFT or NAME=SOFT:HARD, each a number or 'unlimited'");
        }

        return soft <= hard ? new ResourceLimit(resource, soft, hard)
            : throw new UsageException($"--rlimit {text}: the limit in force is above the one it may be raised to");
    }

    /// <summary>Finds a resource by its name, also in capitals with RLIMIT_ before it.</summary>
    public static bool TryFind(string name, out int resource)
    {
        const string Prefix = "RLIMIT_";
        string bare = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name;
        resource = Array.FindIndex(Names, known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return resource >= 0;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Format(Soft)}:{Format(Hard)}";

    private static bool TryParseValue(string text, out ulong value)
    {
        value = RLIM_INFINITY;
        return text is "unlimited" or "-1" || Quantity.TryParse(text, out value);
    }

    private static string Format(ulong value) => value == RLIM_INFINITY ? "unlimited" : $"{value}";
}
