using Containet.Linux;

namespace Containet.Control.Tests;

/// <summary>A data plane that only remembers. The server's thread writes; tests read under the lock.</summary>
internal sealed class FakeHandler : IControlHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (PortRequest Request, IReadOnlyList<Fd> Queues)> _ports = [];
    private int _last;

    /// <summary>Thrown by the next AddPort.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>How many entries a port answers with in ports: to make long replies.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>How many queues each port came with.</summary>
    public IReadOnlyList<int> QueueCounts
    {
        get
        {
            lock (_lock)
            {
                return [.. _ports.Values.Select(port => port.Queues.Count)];
            }
        }
    }

    public IReadOnlyList<PortRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _ports.Values.Select(port => port.Request)];
            }
        }
    }

    /// <summary>How many queues it asks for; to be set before the server is made.</summary>
    public int Queues { get; init; } = 1;

    public int AddPort(PortRequest port, IReadOnlyList<Fd> queues)
    {
        lock (_lock)
        {
            if (Refusal is { } refusal)
            {
                throw refusal;
            }

            _ports.Add(++_last, (port, queues));
            return _last;
        }
    }

    public void RemovePort(int number, bool closeLater)
    {
        lock (_lock)
        {
            _ports.Remove(number, out (PortRequest Request, IReadOnlyList<Fd> Queues) port);
            foreach (Fd queue in port.Queues)
            {
                queue.Dispose();
            }
        }
    }

    public EventFd Bell { get; } = new();

    public List<PortFailure> Failures { get; } = [];

    public int FailureBell => Bell.Value;

    public IReadOnlyList<PortFailure> TakeFailures()
    {
        lock (_lock)
        {
            Bell.Silence();
            PortFailure[] taken = [.. Failures];
            Failures.Clear();
            return taken;
        }
    }

    public IReadOnlyList<PortDescription> Ports()
    {
        lock (_lock)
        {
            IEnumerable<PortDescription> real = _ports.Select(entry => Describe(entry.Value.Request, entry.Key));
            return [.. real, .. Enumerable.Range(0, Copies - 1).Select(i => Describe(new("copy", "eth0", "default", new("x", 0, 0, 0), null, null, null), i))];
        }
    }

    public IReadOnlyList<MacDescription> Macs()
    {
        lock (_lock)
        {
            return [.. _ports.Select(e => new MacDescription("02:00:00:00:00:0" + e.Key, e.Value.Request.Network, e.Value.Request.Node, e.Value.Request.InterfaceName, e.Key, 0, false))];
        }
    }

    /// <summary>What operators asked for.</summary>
    public List<AdminCommand> Administered { get; } = [];

    public Reply Administer(AdminCommand command)
    {
        lock (_lock)
        {
            if (Refusal is { } refusal)
            {
                throw refusal;
            }

            Administered.Add(command);
            return Reply.Done;
        }
    }

    public IReadOnlyList<WorkerDescription> Workers() => [new(0, -1, 0, "fake", 1, 2, 3)];

    private static PortDescription Describe(PortRequest port, int number) => new()
    {
        Node = port.Node,
        InterfaceName = port.InterfaceName,
        Network = port.Network,
        Port = number,
        Worker = 0,
        Mac = port.Mac,
        Ip4 = port.Ip4,
        Mtu = port.Mtu,
        Prefix = new PrefixDescription(port.Tap.HasPacketInformation, port.Tap.VnetHeaderSize),
        Received = new TrafficDescription(0, 0),
        Sent = new TrafficDescription(0, 0),
        Drops = new Dictionary<string, long>(),
    };
}
