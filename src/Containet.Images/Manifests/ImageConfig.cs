using Containet.Images.References;

namespace Containet.Images.Manifests;

/// <summary>An image's config, as far as it matters for running it. Immutable.</summary>
/// <param name="Platform">What it runs on.</param>
/// <param name="DiffIds">The digests of its uncompressed layers, the lowest first.</param>
public sealed record ImageConfig(Platform Platform, IReadOnlyList<Digest> DiffIds)
{
    /// <summary>When it was made, as the image says; null if it does not.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary><c>user[:group]</c>, by name or number; empty for root.</summary>
    public string User { get; init; } = "";

    /// <summary>The environment, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>What every command line begins with.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>What follows the entry point unless something else is given.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The working directory; empty for <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Directories whose content is not the image's, absolute.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Ports that it listens on, as in <c>80/tcp</c>.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>What its maker says of it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal that asks it to end, a name or a number; null for SIGTERM.</summary>
    public string? StopSignal { get; init; }
}
