using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>All ports of a simulated switch, over all its workers, and the order in which frames were read. One thread.</summary>
internal sealed class SimulatedTaps
{
    private readonly Dictionary<Port, SimulatedPort> _ports = [];

    /// <summary>Every frame that an engine took into a frame of its pool, in that order, and whose engine it was.</summary>
    public List<(Port Ingress, byte[] Frame, int Worker)> Read { get; } = [];

    /// <summary>Whether a write may still be under way when Transmit returns, as with io_uring.</summary>
    public Func<bool> IsWriteSlow { get; set; } = () => false;

    /// <summary>The errno for which a worker cannot have a port; 0 if it can.</summary>
    public Func<Port, int, int> Refuses { get; set; } = (_, _) => 0;

    public SimulatedPort this[Port port] => _ports[port];

    /// <summary>Has a port, from its first worker on.</summary>
    public void Add(Port port)
    {
        List<byte[]> fromSwitch = _ports.TryGetValue(port.Queues[0], out SimulatedPort? first) ? first.FromSwitch : [];
        _ports.TryAdd(port, new SimulatedPort(port, fromSwitch));
    }
}
