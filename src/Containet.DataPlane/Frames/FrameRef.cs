namespace Containet.DataPlane.Frames;

/// <summary>A frame's name: the worker whose pool owns it (8 bits) and its index there (24 bits).</summary>
/// <param name="Value">The two packed, the owner in the high bits.</param>
public readonly record struct FrameRef(uint Value)
{
    /// <summary>Frames that one pool can name.</summary>
    public const int MaxIndex = (1 << 24) - 1;

    /// <summary>Packs a name.</summary>
    /// <param name="owner">The owning worker, 0 to 255.</param>
    /// <param name="index">The index in its pool, 0 to <see cref="MaxIndex"/>.</param>
    public FrameRef(int owner, int index)
        : this(((uint)owner << 24) | (uint)index)
    {
    }

    /// <summary>The worker whose pool owns the frame, and which alone may free it.</summary>
    public int Owner => (int)(Value >> 24);

    /// <summary>The index in the owner's pool.</summary>
    public int Index => (int)(Value & MaxIndex);
}
