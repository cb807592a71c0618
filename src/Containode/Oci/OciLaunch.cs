using Containode.Living;

namespace Containode.Oci;

/// <summary>What a bundle's container is to be made with.</summary>
internal sealed record OciLaunch
{
    public required string Identity { get; init; }

    /// <summary>The bundle's absolute path.</summary>
    public required string Bundle { get; init; }

    /// <summary>Where the number of its process is written; null for nowhere.</summary>
    public string? PidFile { get; init; }

    /// <summary>The socket that its terminal's master is sent to; null for none.</summary>
    public string? ConsoleSocket { get; init; }

    public required StateDirectory Directory { get; init; }
}
