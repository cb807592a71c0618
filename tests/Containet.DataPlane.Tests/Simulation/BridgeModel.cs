using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>What a learning bridge does, written as plainly as possible.</summary>
internal sealed class BridgeModel
{
    private readonly Dictionary<MacAddress, (Port Port, int Age)> _stations = [];

    public HashSet<Port> Ports { get; } = [];

    public int Stations => _stations.Count;

    public (IReadOnlySet<Port> Destinations, bool Flooded, DropReason Reason) Decide(Port ingress, byte[] frame)
    {
        if (frame.Length < 14)
        {
            return (new HashSet<Port>(), false, DropReason.Runt);
        }

        var destination = MacAddress.Read(frame);
        var source = MacAddress.Read(frame.AsSpan(6));
        if ((frame[6] & 1) != 0 || source.Value == 0)
        {
            return (new HashSet<Port>(), false, DropReason.BadSource);
        }

        _stations[source] = (ingress, 0);
        if (destination.ToString() is "01:80:c2:00:00:00" or "01:80:c2:00:00:0e")
        {
            return (new HashSet<Port>(), false, DropReason.LinkLocal);
        }

        if (_stations.TryGetValue(destination, out (Port Port, int Age) station) && (frame[0] & 1) == 0)
        {
            return station.Port == ingress
                ? (new HashSet<Port>(), false, DropReason.SamePort)
                : (new HashSet<Port> { station.Port }, false, DropReason.None);
        }

        HashSet<Port> others = [.. Ports.Where(p => p != ingress)];
        return (others, true, others.Count == 0 ? DropReason.NoOtherPort : DropReason.None);
    }

    public void Remove(Port port)
    {
        Ports.Remove(port);
        foreach (MacAddress address in _stations.Where(s => s.Value.Port == port).Select(s => s.Key).ToList())
        {
            _stations.Remove(address);
        }
    }

    public void AdvanceEpoch()
    {
        foreach ((MacAddress address, (Port port, int age)) in _stations.ToList())
        {
            _stations[address] = (port, age + 1);
            if (age + 1 > MacTable.ExpiryEpochs)
            {
                _stations.Remove(address);
            }
        }
    }
}
