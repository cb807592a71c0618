using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>How a layer is unpacked.</summary>
public sealed record UnpackOptions
{
    /// <summary>What it becomes.</summary>
    public LayerTarget Target { get; init; }

    /// <summary>How much it may ask for.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.Default;

    /// <summary>
    /// Whether owners, devices and attributes that only root may set are kept; otherwise everything belongs to the caller, and
    /// what cannot be had is counted. By default if the caller is root.
    /// </summary>
    public bool Privileged { get; init; } = LibC.geteuid() == 0;

    /// <summary>Ends the work between two entries, and at the next piece of a file.</summary>
    public CancellationToken Cancelled { get; init; }
}
