namespace Containet.DataPlane.Ports;

/// <summary>What control may set for a port while it is in. Immutable.</summary>
public sealed record PortSettings
{
    /// <summary>As a port is that nobody has set anything for.</summary>
    public static readonly PortSettings Plain = new();

    /// <summary>Whether it hears nothing of other isolated ports; null for what its network says.</summary>
    public bool? Isolated { get; init; }
}
