using System.Diagnostics;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.DataPlane;

/// <summary>
/// A switch as control sees it: its ports, its networks, its workers. Every method may be called from any thread; they take
/// turns. None is called by a worker, and no worker ever waits for one.
/// <para>
/// A port joins in this order: its worker starts reading it, then it appears in the directory and in its network's list.
/// It leaves in the opposite order: out of the list and the directory, so that nothing new is sent to it; then its worker
/// gives it up; then what was learned at it is forgotten; only then may its number be used
/// again, and with another generation, so that a delivery still in a ring cannot reach the wrong port.
/// </para>
/// </summary>
public sealed partial class Switch : IDisposable
{
    private readonly Lock _control = new();
    private readonly SwitchOptions _options;
    private readonly Fabric _fabric;
    private readonly Worker[] _workers;
    private readonly Port?[] _ports = new Port?[SwitchLimits.Ports + 1];
    private readonly int[] _generations = new int[SwitchLimits.Ports + 1];
    private readonly List<Network> _networks = [];
    private readonly EventFd _failures = new();
    private readonly TableClock? _tableClock;
    private readonly TapCloser? _closer;
    private readonly Balancer? _balancer;
    private int _lastNumber;
    private bool _disposed;

    /// <summary>Makes a switch and starts its workers, each on a core of its own as far as there are some.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="LinuxException">The engine could not be had.</exception>
    public Switch(SwitchOptions options)
        : this(options, EngineChoice.MakerFor(options))
    {
        IReadOnlyList<int> cores = CpuAffinity.Allowed();
        foreach (Worker worker in _workers)
        {
            worker.Start(cores.Count >= _workers.Length ? cores[worker.Index] : -1);
        }

        _closer = new TapCloser();
        _tableClock = new TableClock(options.Ageing / MacTable.ExpiryEpochs, LookAround, AdvanceEpoch);
    }

    /// <summary>Makes a switch whose workers and clock are the caller's to drive.</summary>
    /// <param name="options">The options; those about threads and time are not used.</param>
    /// <param name="makeWorker">Makes a worker of the fabric.</param>
    internal Switch(SwitchOptions options, Func<Fabric, int, Worker> makeWorker)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Ageing, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Poll ?? TimeSpan.Zero, TimeSpan.Zero);
        _options = options;
        _fabric = new Fabric(options.Workers, options.Frames, options.RingSlots);
        _workers = [.. Enumerable.Range(0, options.Workers).Select(w => makeWorker(_fabric, w))];
        _balancer = options.Workers > 1 && options.Placement == PlacementKind.Auto ? new Balancer(_workers) : null;
        AddNetwork(PortSpec.DefaultNetwork, NetworkSettings.Plain);
    }

    /// <summary>The ports that are in now, by number.</summary>
    public IReadOnlyList<Port> Ports
    {
        get
        {
            lock (_control)
            {
                return [.. _ports.OfType<Port>()];
            }
        }
    }

    /// <summary>The workers.</summary>
    public IReadOnlyList<Worker> Workers => _workers;

    /// <summary>A descriptor that is readable from a port's failure until <see cref="TakeFailed"/>.</summary>
    public int FailureBell => _failures.Value;

    /// <summary>
    /// How many queues a tap that is to join should have: one for each worker, or one. One is taken whatever this says, and so
    /// is one for each worker.
    /// </summary>
    public int WantedQueues => _options.Queues == QueueChoice.Each && _workers.Length <= SwitchLimits.Queues ? _workers.Length : 1;

    /// <summary>The networks.</summary>
    public IReadOnlyList<Network> Networks
    {
        get
        {
            lock (_control)
            {
                return [.. _networks];
            }
        }
    }

    /// <summary>What the workers share.</summary>
    internal Fabric Fabric => _fabric;

    /// <summary>Adds a port. On return frames flow.</summary>
    /// <param name="spec">What it is. The tap becomes the switch's, unless this throws.</param>
    /// <exception cref="SwitchException">A limit is reached, there is no such network, or the tap cannot be read.</exception>
    public Port AddPort(PortSpec spec)
    {
        int queues = 1 + spec.OtherQueues.Count;
        int most = _workers.Length <= SwitchLimits.Queues ? _workers.Length : 1;
        if (queues > 1 && queues != most)
        {
            throw new SwitchException("unusable-tap", $"a tap with {queues} queues: this switch takes one{(most > 1 ? $", or {most}, one for each worker" : "")}");
        }

        if (spec.VnetHeaderSize > Frames.TapPrefix.MaxVnetHeaderSize)
        {
            throw new SwitchException(
                "unusable-tap",
                $"a virtio-net header of {spec.VnetHeaderSize} bytes is longer than the {Frames.TapPrefix.MaxVnetHeaderSize} that the switch knows");
        }

        lock (_control)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Network network = FindNetwork(spec.Network);
            if (spec.Mac is { } mac)
            {
                CheckUnpinned(network, mac);
            }

            int number = FreeNumber();
            Port port = Make(spec, number, network);
            Attach(port);
            _ports[number] = port;
            PinAll(port);
            _fabric.Publish(number, port);
            network.Add(port);
            ApplyPolicies(network);
            return port;
        }
    }

    /// <summary>Removes a port. On return nothing that was learned at it is known, and its tap is closed.</summary>
    /// <param name="port">A port of this switch; one that has left already is no error.</param>
    /// <param name="closeLater">Nobody waits for the interface to be gone: the tap is closed beside the caller, who goes on at once.</param>
    public void RemovePort(Port port, bool closeLater = false)
    {
        lock (_control)
        {
            if (_ports[port.Number] != port)
            {
                return;
            }

            port.Network.Remove(port);
            _fabric.Publish(port.Number, null);
            Detach(port, port.Queues);
            foreach (Port queue in port.Queues)
            {
                Close(queue.Tap, closeLater);
            }

            _ports[port.Number] = null;
            ApplyPolicies(port.Network);
        }
    }

    /// <summary>
    /// Makes another worker own a port, with nothing duplicated or out of order, and nothing lost but what is counted (<see cref="PortMove"/>); takes a few
    /// turns of the workers.
    /// </summary>
    /// <param name="port">A port of this switch; one that has left or failed already is no error, nor one that every worker has a queue of, which stays as it is.</param>
    /// <param name="worker">The worker's index.</param>
    /// <exception cref="SwitchException">That worker cannot have the port; it stays where it is.</exception>
    public void Move(Port port, int worker)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, _workers.Length);
        lock (_control)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_ports[port.Number] != port || port.Failure != 0 || port.IsEverywhere || port.Worker == worker)
            {
                return;
            }

            int errno = new PortMove(_workers, port, worker).Run();
            if (errno != 0)
            {
                throw new SwitchException("unusable-tap", $"worker {worker} cannot have {port}: {LinuxException.Describe(errno)}");
            }
        }
    }

    /// <summary>The ports that their workers have given up, because their interfaces are gone, say; each is still to be removed.</summary>
    public IReadOnlyList<Port> TakeFailed()
    {
        _failures.Silence();
        return [.. Ports.Where(port => port.AnyFailure != 0)];
    }

    /// <summary>Ends the workers and closes every tap.</summary>
    public void Dispose()
    {
        _tableClock?.Dispose();
        lock (_control)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (Worker worker in _workers)
            {
                worker.Dispose();
            }

            foreach (Port queue in _ports.OfType<Port>().SelectMany(port => port.Queues))
            {
                Close(queue.Tap, later: true);
            }

            _closer?.Dispose();
            _fabric.Dispose();
            _failures.Dispose();
        }
    }

    private void Close(Fd? tap, bool later)
    {
        if (later && tap is not null && _closer is not null)
        {
            _closer.Close(tap);
        }
        else
        {
            tap?.Dispose();
        }
    }

    /// <summary>Moves a port to the worker to whose ports it talks, if there is one for which that pays and it is time to look.</summary>
    /// <param name="now">The time (<see cref="Stopwatch.GetTimestamp"/>).</param>
    internal void Balance(long now)
    {
        lock (_control)
        {
            if (!_disposed && _balancer?.Look(_ports.OfType<Port>(), now) is ({ } port, int worker))
            {
                // One that a worker cannot have stays where it is, for longer each time.
                _ = new PortMove(_workers, port, worker).Run();
            }
        }
    }

    /// <summary>Begins the next ageing epoch in every network.</summary>
    internal void AdvanceEpoch()
    {
        foreach (Network network in Networks)
        {
            network.Table.AdvanceEpoch();
        }
    }

    /// <summary>Doubles the tables that are crowded, up to what the options allow.</summary>
    internal void GrowTables()
    {
        lock (_control)
        {
            foreach (Network network in _networks.Where(n => n.Table.IsCrowded && n.Table.Capacity < _options.MaxMacSlots))
            {
                MacTable smaller = network.Table;
                network.Table = smaller.Grown(HugePages.AskFor);
                foreach (Worker worker in _workers)
                {
                    worker.Await(worker.Post(WorkerCommandKind.Settle, null)); // from then on it learns in the new one
                }

                smaller.ForgetMoved(network.Table);
            }
        }
    }

    // A tap without the header cannot say what is left to do, so it is asked for finished frames, whoever had it before.
    private static uint Negotiate(PortSpec spec)
    {
        if (spec.IsStandIn || spec.Tap is not { } tap)
        {
            return 0;
        }

        if (spec.VnetHeaderSize > 0)
        {
            return Tap.NegotiateOffloads(tap.Value);
        }

        Tap.SetOffload(tap.Value, 0);
        return 0;
    }

    private void LookAround()
    {
        GrowTables();
        Balance(Stopwatch.GetTimestamp());
    }

    // The number that was free longest, nearly: numbers go round, so that one is not reused at once.
    private int FreeNumber()
    {
        for (int i = 0; i < SwitchLimits.Ports; i++)
        {
            _lastNumber = _lastNumber == SwitchLimits.Ports ? 1 : _lastNumber + 1;
            if (_ports[_lastNumber] is null)
            {
                return _lastNumber;
            }
        }

        throw new SwitchException("limit", $"the switch has its {SwitchLimits.Ports} ports already");
    }

    private Port Make(PortSpec spec, int number, Network network)
    {
        uint offloads = Negotiate(spec);
        int generation = ++_generations[number];
        int only = spec.Worker >= 0 ? spec.Worker : LeastLoadedWorker();
        IEnumerable<int> workers = spec.OtherQueues.Count == 0 ? [only] : _workers.Select(worker => worker.Index);
        return Port.Join(
        [
            .. workers.Select(worker => new Port(spec, number, generation, worker, network)
            {
                Offloads = offloads,
                FailureBell = _failures,
            }),
        ]);
    }

    // Its workers begin to read it.
    private void Attach(Port port)
    {
        for (int i = 0; i < port.Queues.Count; i++)
        {
            Port queue = port.Queues[i];
            int errno = _workers[queue.Worker].Attach(queue);
            if (errno != 0)
            {
                Detach(port, port.Queues.Take(i));
                throw new SwitchException("unusable-tap", $"{port} cannot be read: {LinuxException.Describe(errno)}");
            }
        }
    }

    // On return nobody reads or writes these queues of a port, and nothing that was learned at it is known.
    private void Detach(Port port, IEnumerable<Port> queues)
    {
        foreach (Port queue in queues)
        {
            _workers[queue.Worker].Detach(queue);
        }

        port.Network.Table.Purge(port.Number);
    }

    private int LeastLoadedWorker() => _workers.MinBy(w => w.PortCount)!.Index;
}
