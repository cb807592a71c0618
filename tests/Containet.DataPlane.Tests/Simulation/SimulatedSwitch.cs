using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Xunit;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>A switch without threads: the test says whose turn it is.</summary>
internal sealed class SimulatedSwitch : IDisposable
{
    private readonly List<Worker<SimulatedEngine>> _workers = [];

    public SimulatedSwitch(SwitchOptions options)
    {
        Switch = new Switch(options, (fabric, index) =>
        {
            var worker = new Worker<SimulatedEngine>(fabric, index, new SimulatedEngine(Taps, fabric, index), options.Idle);
            _workers.Add(worker);
            return worker;
        });
    }

    public SimulatedTaps Taps { get; } = new();

    public Switch Switch { get; }

    public Port Add(int worker) => Switch.AddPort(new PortSpec($"node{Switch.Ports.Count}", "eth0") { Worker = worker });

    /// <summary>Adds a port with a queue for each worker.</summary>
    public Port AddEverywhere() => Switch.AddPort(
        new PortSpec($"node{Switch.Ports.Count}", "eth0") { OtherQueues = new Linux.Fd?[Switch.Workers.Count - 1] });

    /// <summary>Has a container send a frame, by the queue that its kernel would choose: the flow's, here the two stations'.</summary>
    public void Send(Port from, byte[] frame)
    {
        int flow = frame.Length < 12 ? 0 : frame[5] + frame[11];
        Taps[from.Queues[flow % from.Queues.Count]].ToSwitch.Enqueue(frame);
    }

    /// <summary>Begins a move, of which the test does the steps, with no join or departure in between.</summary>
    /// <returns>The steps that are left.</returns>
    public Queue<Action> BeginMove(Port port, int worker)
    {
        var move = new PortMove(Switch.Workers, port, worker);
        Assert.Equal(0, move.Prepare());
        return new Queue<Action>(move.Steps);
    }

    public bool Turn(int worker) => _workers[worker].Turn();

    /// <summary>Turns until nothing moves any more and every write has ended.</summary>
    public void Drain()
    {
        for (int idle = 0; idle < 4;)
        {
            idle = _workers.Aggregate(false, (worked, w) => w.Turn() | worked) ? 0 : idle + 1;
        }
    }

    public int FramesOutstanding => Enumerable.Range(0, _workers.Count).Sum(w => Switch.Fabric.Pool(w).Outstanding);

    public void Dispose() => Switch.Dispose();
}
