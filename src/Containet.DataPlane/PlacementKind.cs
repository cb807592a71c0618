namespace Containet.DataPlane;

/// <summary>Who says which worker owns a port.</summary>
public enum PlacementKind
{
    /// <summary>The switch: ports are spread when they join, and one that talks mostly to ports of another worker is moved there.</summary>
    Auto,

    /// <summary>The switch when a port joins; from then on only <see cref="Switch.Move"/>.</summary>
    Fixed,
}
