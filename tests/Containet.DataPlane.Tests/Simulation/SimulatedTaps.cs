using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>All ports of a simulated switch, over all its workers, and the order in which frames were read. One thread.</summary>
internal sealed class SimulatedTaps
{
    private readonly Dictionary<Port, SimulatedPort> _ports = [];

    /// <summary>Every frame that an engine took into a frame of its pool, in that order.</summary>
    public List<(Port Ingress, byte[] Frame)> Read { get; } = [];

    /// <summary>Whether a write may still be under way when Transmit returns, as with io_uring.</summary>
    public Func<bool> IsWriteSlow { get; set; } = () => false;

    public SimulatedPort this[Port port] => _ports[port];

    public void Add(Port port) => _ports.Add(port, new SimulatedPort(port));
}
