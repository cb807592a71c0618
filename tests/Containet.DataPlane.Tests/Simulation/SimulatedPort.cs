using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>The container's end of a port that is no tap: frames to be read by the switch, and frames that it wrote.</summary>
internal sealed class SimulatedPort(Port port)
{
    public Port Port { get; } = port;

    public Queue<byte[]> ToSwitch { get; } = new();

    public List<byte[]> FromSwitch { get; } = [];
}
