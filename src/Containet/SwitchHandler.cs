using Containet.Control;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet;

/// <summary>Control's requests put to the data plane, and its answers put into control's words. The control thread's.</summary>
internal sealed class SwitchHandler : IControlHandler
{
    private static readonly DropReason[] Reasons = [.. Enumerable.Range(1, DropReasons.Count - 1).Select(i => (DropReason)i)];

    private readonly Switch _plane;
    private readonly TimeSpan _ageing;
    private readonly Dictionary<int, Port> _ports = [];
    private readonly AdminHandler _admin;

    public SwitchHandler(Switch plane, TimeSpan ageing)
    {
        _plane = plane;
        _ageing = ageing;
        _admin = new AdminHandler(plane, _ports);
    }

    public int Queues => _plane.WantedQueues;

    public int AddPort(PortRequest port, IReadOnlyList<Fd> queues)
    {
        var spec = new PortSpec(port.Node, port.InterfaceName)
        {
            Network = port.Network,
            Tap = queues[0],
            OtherQueues = [.. queues.Skip(1)],
            PacketInformation = port.Tap.HasPacketInformation,
            VnetHeaderSize = port.Tap.VnetHeaderSize,
            Mac = port.Mac is not null && MacAddress.TryParse(port.Mac, out MacAddress mac) ? mac : null,
            Ip4 = port.Ip4,
            Mtu = port.Mtu ?? 0,
            Guard = GuardNames.Parse(port.Guard),
            MaxLearned = port.MaxMacs ?? SwitchLimits.LearnedAddresses,
        };
        try
        {
            Port added = _plane.AddPort(spec);
            _ports.Add(added.Number, added);
            return added.Number;
        }
        catch (SwitchException e)
        {
            foreach (Fd queue in queues)
            {
                queue.Dispose();
            }

            throw new ControlException(e.Code, e.Message);
        }
    }

    public void RemovePort(int number, bool closeLater)
    {
        if (_ports.Remove(number, out Port? port))
        {
            _plane.RemovePort(port, closeLater);
        }
    }

    public int FailureBell => _plane.FailureBell;

    public IReadOnlyList<PortFailure> TakeFailures() =>
        [.. _plane.TakeFailed().Select(port => new PortFailure(port.Number, $"its interface is gone: {LinuxException.Describe(port.AnyFailure)}"))];

    public IReadOnlyList<PortDescription> Ports()
    {
        ILookup<int, string> learned = _plane.Networks
            .SelectMany(network => network.Table.Entries())
            .ToLookup(entry => entry.Port, entry => entry.Address.ToString());
        return [.. _ports.Values.OrderBy(port => port.Number).Select(port => Describe(port, [.. learned[port.Number].Order()]))];
    }

    public IReadOnlyList<MacDescription> Macs() =>
        [.. _plane.Networks.SelectMany(network => network.Table.Entries().SelectMany(entry => Describe(entry, network)))];

    public Reply Administer(AdminCommand command) => _admin.Administer(command);

    public IReadOnlyList<WorkerDescription> Workers() => [.. _plane.Workers.Select(Describe)];

    private static PortDescription Describe(Port port, IReadOnlyList<string> learned) => new()
    {
        Node = port.Node,
        InterfaceName = port.InterfaceName,
        Network = port.Network.Name,
        Port = port.Number,
        Worker = port.IsEverywhere ? PortDescription.EveryWorker : port.Worker,
        Queues = port.Queues.Count,
        Macs = learned,
        Mac = port.Mac?.ToString(),
        Ip4 = port.Ip4,
        Mtu = port.Mtu == 0 ? null : port.Mtu,
        Isolated = port.Settings.Isolated ?? port.Network.Settings.Isolated ? true : null,
        Guard = GuardNames.Name(port.Settings.Guard),
        Pinned = [.. port.Settings.Macs.Select(mac => mac.ToString()), .. port.Settings.Addresses.Select(address => address.ToString())],
        Prefix = new PrefixDescription(port.PacketInformation, port.VnetHeaderSize),
        Received = new TrafficDescription(port.Totals.ReceivedFrames, port.Totals.ReceivedBytes),
        Sent = new TrafficDescription(port.Totals.SentFrames, port.Totals.SentBytes),
        Drops = Reasons
            .Select(reason => (Name: reason.Name(), Count: port.Totals.Drops(reason)))
            .Where(drop => drop.Count > 0)
            .ToDictionary(drop => drop.Name, drop => drop.Count),
    };

    // None if the port has left since the table was read.
    private IEnumerable<MacDescription> Describe(MacEntry entry, Network network)
    {
        if (_ports.TryGetValue(entry.Port, out Port? port))
        {
            int age = (int)(entry.AgeEpochs * _ageing.TotalSeconds / MacTable.ExpiryEpochs);
            yield return new MacDescription(
                entry.Address.ToString(), network.Name, port.Node, port.InterfaceName, port.Number, age, entry.Pinned);
        }
    }

    private WorkerDescription Describe(Worker worker)
    {
        long drops = Reasons.Sum(worker.Counters.Drops) + _ports.Values.SelectMany(port => port.Queues).Where(queue => queue.Worker == worker.Index).Sum(queue => queue.Counters.AllDrops);
        return new WorkerDescription(
            worker.Index, worker.Core, worker.PortCount, worker.Engine, worker.Counters.Turns, worker.Counters.Frames, drops, worker.Shortages);
    }
}
