using Containode.Confinement;

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

    /// <summary>Who it runs as by a name or id, to be looked up in the container's root; null if <see cref="User"/> says it.</summary>
    public UserName? UserName { get; init; }

    /// <summary>HOME is the home directory of <see cref="UserName"/>; otherwise <see cref="Environment"/> has it, or nothing does.</summary>
    public bool HomeOfUser { get; init; }

    /// <summary>
    /// Its capabilities; null leaves all that the launcher has. With a <see cref="UserName"/> what is in force is none of the bounding set, or
    /// all of it if that is root.
    /// </summary>
    public CapabilitySets? Capabilities { get; init; }

    /// <summary>It could make device nodes: then those that it finds open for it too.</summary>
    public bool MayMakeDevices => Capabilities is not { } sets || sets.Bounding.Has(Capability.Mknod);

    /// <summary>Nothing it executes gives it more rights (prctl(2), PR_SET_NO_NEW_PRIVS).</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The filter of its system calls; null for none.</summary>
    public SystemCallFilter? SystemCallFilter { get; init; }

    /// <summary>The processors that it starts on; null leaves the launcher's. It may choose others of those that its control group has.</summary>
    public CpuList? Processors { get; init; }

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

    /// <summary>The signal that asks it to end: what it gets when the launcher gets SIGTERM; 0 for SIGTERM itself.</summary>
    public int StopSignal { get; init; }

    /// <summary>The value of a variable of <see cref="Environment"/>: the last one's; null if there is none.</summary>
    public string? Variable(string name) =>
        Environment.LastOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
