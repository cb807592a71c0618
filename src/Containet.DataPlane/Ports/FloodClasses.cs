namespace Containet.DataPlane.Ports;

/// <summary>What of a network's frames is for every port: each kind can be switched off.</summary>
[Flags]
public enum FloodClasses
{
    /// <summary>Nothing is flooded.</summary>
    None = 0,

    /// <summary>Frames to ff:ff:ff:ff:ff:ff.</summary>
    Broadcast = 1,

    /// <summary>Frames to other group addresses.</summary>
    Multicast = 2,

    /// <summary>Frames to a station that nobody has heard.</summary>
    Unknown = 4,

    /// <summary>All of them, as a bridge does.</summary>
    All = Broadcast | Multicast | Unknown,
}
