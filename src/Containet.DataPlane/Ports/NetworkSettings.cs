namespace Containet.DataPlane.Ports;

/// <summary>What control may set for a network. Immutable.</summary>
public sealed record NetworkSettings
{
    /// <summary>As a network is that nobody has set anything for: a plain bridge.</summary>
    public static readonly NetworkSettings Plain = new();

    /// <summary>The longest packet that may cross it, in bytes, as an interface's MTU counts; 0 for any.</summary>
    public int Mtu { get; init; }

    /// <summary>What is flooded.</summary>
    public FloodClasses Flood { get; init; } = FloodClasses.All;

    /// <summary>Whether its ports hear nothing of each other, but for those that are set to be open.</summary>
    public bool Isolated { get; init; }
}
