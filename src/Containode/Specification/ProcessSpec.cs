namespace Containode.Specification;

/// <summary>What runs in a container, with what rights. Immutable.</summary>
internal sealed record ProcessSpec
{
    /// <summary>The program and its arguments; a program without a slash is looked for along PATH of <see cref="Environment"/>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its environment, as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Where it starts: an absolute path of the container.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Whether a missing working directory is made.</summary>
    public bool MakeWorkingDirectory { get; init; }

    /// <summary>Who it runs as; null leaves the ids that the container is set up with: root's.</summary>
    public UserSpec? User { get; init; }

    /// <summary>Its capabilities; null leaves all that the launcher has.</summary>
    public CapabilitySets? Capabilities { get; init; }

    /// <summary>Nothing it executes gives it more rights (prctl(2), PR_SET_NO_NEW_PRIVS).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The filter of its system calls: the instructions of a classic BPF program, 8 bytes each; empty for none.</summary>
    public ReadOnlyMemory<byte> SystemCallFilter { get; init; }

    /// <summary>Limits of its process (setrlimit(2)).</summary>
    public IReadOnlyList<ResourceLimit> Limits { get; init; } = [];

    /// <summary>What the kernel's out-of-memory killer adds for it, −1000 to 1000; null leaves it.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>It has a terminal of its own, through which the launcher talks to it.</summary>
    public bool OwnTerminal { get; init; }

    /// <summary>With a terminal of its own: its standard error is that too.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>An init is the first process, reaping and passing signals on; otherwise the program is.</summary>
    public bool WithInit { get; init; } = true;

    /// <summary>The value of a variable of <see cref="Environment"/>: the last one's; null if there is none.</summary>
    public string? Variable(string name) =>
        Environment.LastOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
