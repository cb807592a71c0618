using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>The container's end of a port that is no tap, or of one of its queues: frames to be read by the switch, and frames that it wrote.</summary>
/// <param name="port">The port.</param>
/// <param name="fromSwitch">Where what is written to it goes; the same for all queues of a port, in the order of the writes.</param>
internal sealed class SimulatedPort(Port port, List<byte[]> fromSwitch)
{
    public Port Port { get; } = port;

    public Queue<byte[]> ToSwitch { get; } = new();

    public List<byte[]> FromSwitch { get; } = fromSwitch;
}
