namespace Containode.Options;

/// <summary>The options as they were written; null, or empty, where they were not given.</summary>
internal sealed record CommandLineValues
{
    public string? Switch { get; init; }

    public IReadOnlyList<string> Addresses { get; init; } = [];

    public IReadOnlyList<string> Addresses6 { get; init; } = [];

    public string? Mac { get; init; }

    public string? Mtu { get; init; }

    public IReadOnlyList<string> Gateways { get; init; } = [];

    public IReadOnlyList<string> NameServers { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string? Root { get; init; }

    public string? Top { get; init; }

    /// <summary>The image that is the root; with <see cref="ImageIsFirst"/> the first argument instead.</summary>
    public string? Image { get; init; }

    public bool ImageIsFirst { get; init; }

    public string? Store { get; init; }

    public string? Entrypoint { get; init; }

    /// <summary>The image's layers, the uppermost first; empty without an image.</summary>
    public IReadOnlyList<string> Lowers { get; init; } = [];

    /// <summary>Where changes to an image go for as long as the container lives; null without an image.</summary>
    public string? ChangesFolder { get; init; }

    public IReadOnlyList<string> ImageEnvironment { get; init; } = [];

    /// <summary>The signal that asks the image's program to end; 0 for SIGTERM.</summary>
    public int StopSignal { get; init; }

    /// <summary>Directories that the image says are there, absolute.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public bool ReadOnly { get; init; }

    public IReadOnlyList<string> Binds { get; init; } = [];

    public IReadOnlyList<string> TemporaryFileSystems { get; init; } = [];

    public IReadOnlyList<string> Devices { get; init; } = [];

    public string? Identity { get; init; }

    public string? HostName { get; init; }

    public IReadOnlyList<string> Environment { get; init; } = [];

    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public string? User { get; init; }

    public IReadOnlyList<string> CapabilitiesAdded { get; init; } = [];

    public IReadOnlyList<string> CapabilitiesDropped { get; init; } = [];

    public string? Seccomp { get; init; }

    public bool Privileged { get; init; }

    public IReadOnlyList<string> ResourceLimits { get; init; } = [];

    public string? Processors { get; init; }

    public IReadOnlyList<string> Limits { get; init; } = [];

    public bool HostNetwork { get; init; }

    public bool HostIpc { get; init; }

    public string? Token { get; init; }

    public string? ControlSocket { get; init; }

    public bool Terminal { get; init; }

    public bool NoTerminal { get; init; }

    public bool Detach { get; init; }

    public bool Remove { get; init; }

    public string? State { get; init; }

    public bool DryRun { get; init; }

    public IReadOnlyList<string> Program { get; init; } = [];
}
