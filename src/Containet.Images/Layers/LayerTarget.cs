namespace Containet.Images.Layers;

/// <summary>What a layer becomes.</summary>
public enum LayerTarget
{
    /// <summary>
    /// A directory of its own, for an overlay mount to put over those of the layers below: what a layer takes away becomes a
    /// whiteout, a directory that hides the one below is marked opaque. It begins empty.
    /// </summary>
    OverlayLower,

    /// <summary>A plain directory, to which one layer after the other is applied: what a layer takes away is removed.</summary>
    PlainDirectory,
}
