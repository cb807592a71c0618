namespace Containode.Oci;

/// <summary>The process of a container, or of an exec.</summary>
internal sealed record BundleProcess
{
    public bool Terminal { get; init; }

    public BundleConsoleSize? ConsoleSize { get; init; }

    public BundleUser? User { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public string? Cwd { get; init; }

    public BundleCapabilities? Capabilities { get; init; }

    public IReadOnlyList<BundleLimit>? Rlimits { get; init; }

    public bool NoNewPrivileges { get; init; }

    public int? OomScoreAdj { get; init; }
}
