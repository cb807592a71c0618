namespace Containode.Specification;

/// <summary>An overlay: directories that are never written, and a place for the changes.</summary>
/// <param name="Lowers">The directories, the uppermost first.</param>
/// <param name="Top">Where changes go (<c>TOP/root</c>), with the overlay's scratch (<c>TOP/work</c>).</param>
internal sealed record OverlayRoot(IReadOnlyList<string> Lowers, string Top) : RootSpec
{
    /// <summary>The changes go when the container ends.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>Directories that are made where they lack: absolute paths of the container.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];
}
