using Containode.Confinement;

namespace Containode.Specification;

/// <summary>
/// What a container is, whatever asked for it: a command line (<see cref="Options.SpecReader"/>), a bundle, an image. Paths
/// of the host are absolute; paths of the container are absolute too and are followed inside its root only. Says nothing
/// about how it is made: that is <see cref="Planning.LaunchPlanner"/>'s. Immutable.
/// </summary>
internal sealed record ContainerSpec
{
    /// <summary>The identity: the node on the switch, and by default the host name.</summary>
    public required string Identity { get; init; }

    /// <summary>What runs in it.</summary>
    public required ProcessSpec Process { get; init; }

    /// <summary>What <c>/</c> is.</summary>
    public required RootSpec Root { get; init; }

    /// <summary>The host name; null leaves the UTS namespace's.</summary>
    public string? HostName { get; init; }

    /// <summary>Which namespaces are its own.</summary>
    public NamespaceSet Namespaces { get; init; } = new();

    /// <summary>The ids of a user namespace; both empty without one.</summary>
    public IReadOnlyList<IdMapping> UserMappings { get; init; } = [];
    public IReadOnlyList<IdMapping> GroupMappings { get; init; } = [];

    /// <summary>It goes on when the launcher ends, instead of ending with it.</summary>
    public bool OutlivesLauncher { get; init; }

    /// <summary>A FIFO of the host, of which it reads a byte before it executes the program; null to go on at once.</summary>
    public string? StartGate { get; init; }

    /// <summary>Its network; null for one with nothing but <c>lo</c>, or for the host's.</summary>
    public NetworkSpec? Network { get; init; }

    /// <summary>What is mounted, in order: /proc, /dev and the rest of <see cref="DefaultMounts"/> are no exceptions.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Device nodes, made after the mounts.</summary>
    public IReadOnlyList<DeviceSpec> Devices { get; init; } = [];

    /// <summary>Symbolic links in /dev: the name there, and the target.</summary>
    public IReadOnlyList<(string Name, string Target)> DeviceLinks { get; init; } = [];

    /// <summary>Paths that read as empty; what is not there is passed over.</summary>
    public IReadOnlyList<string> MaskedPaths { get; init; } = [];

    /// <summary>Paths that cannot be written; what is not there is passed over.</summary>
    public IReadOnlyList<string> ReadOnlyPaths { get; init; } = [];

    /// <summary>Kernel parameters of the container's own namespaces: a name with dots, and the value.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    /// <summary>Limits on what its processes use together; null for none.</summary>
    public ControlLimits? Limits { get; init; }
}
