using Containet.DataPlane.Ports;

namespace Containet.Simulated;

/// <summary>A port in memory. Used by its worker's thread only.</summary>
/// <param name="port">The port.</param>
/// <param name="place">Its place in the scenario, from 0.</param>
internal sealed class SimulatedPort(Port port, uint place)
{
    /// <summary>The state of its draws of stations.</summary>
    public ulong Random = place + 1;

    public Port Port { get; } = port;

    public uint Place { get; } = place;
}
