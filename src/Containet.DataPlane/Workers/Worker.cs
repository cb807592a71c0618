using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Rings;
using Containet.Linux;

namespace Containet.DataPlane.Workers;

/// <summary>
/// The side of a worker that control sees: its thread, its counters, and the ring by which it is told what to do.
/// Control's calls come from one thread at a time (the switch holds a lock); the worker's thread never waits for control.
/// </summary>
public abstract class Worker : IDisposable
{
    private readonly SpscRing<WorkerCommand> _commands = new(WorkerLimits.Commands);
    private readonly EventFd _answered = new();
    private Thread? _thread;
    private HeldFrames? _held;

    /// <summary>Names a worker of a fabric.</summary>
    protected Worker(Fabric fabric, int index)
    {
        Fabric = fabric;
        Index = index;
    }

    /// <summary>Its number, from 0.</summary>
    public int Index { get; }

    /// <summary>The core that it is pinned to; −1 if it is not.</summary>
    public int Core { get; private set; } = -1;

    /// <summary>The name of its engine.</summary>
    public abstract string Engine { get; }

    /// <summary>Its counters.</summary>
    public WorkerCounters Counters { get; } = new();

    /// <summary>How often it wanted a frame to read into and none was free.</summary>
    public long Shortages => Fabric.Pool(Index).Shortages;

    /// <summary>Ports that it owns. Control only.</summary>
    public int PortCount { get; private set; }

    /// <summary>
    /// The frames that are on their way over links; null until the first link is made. Control sets it, once, before any policy that
    /// has links; what is in it is the worker's thread's.
    /// </summary>
    internal HeldFrames? Held
    {
        get => Volatile.Read(ref _held); // acquire: pairs with the release below
        set => Volatile.Write(ref _held, value);
    }

    /// <summary>What it shares with the others.</summary>
    protected Fabric Fabric { get; }

    /// <summary>Starts its thread. Without this, commands are executed by the caller and tests call the turns themselves.</summary>
    /// <param name="core">The core to pin it to; −1 for none.</param>
    public void Start(int core)
    {
        Core = core;
        _thread = new Thread(Main) { Name = $"worker-{Index}", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_thread is not null)
        {
            Execute(WorkerCommandKind.Stop, null);
            _thread.Join();
            _thread = null;
        }

        DisposeEngine();
        _answered.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes it own a port. Control only.</summary>
    /// <returns>0, or the errno for which the engine cannot read from the port.</returns>
    internal int Attach(Port port) => Gain(WorkerCommandKind.Attach, port);

    /// <summary>Makes it give a port up: on return it neither reads nor writes it any more. Control only.</summary>
    internal void Detach(Port port) => Lose(WorkerCommandKind.Detach, port);

    /// <summary>Begins a port's move to it: deliveries wait from now on. Control only.</summary>
    /// <returns>0, or the errno for which the engine cannot have the port; then nothing has changed.</returns>
    internal int Expect(Port port) => Gain(WorkerCommandKind.Expect, port);

    /// <summary>Ends its part in a port's move away from it. Control only.</summary>
    internal void Release(Port port) => Lose(WorkerCommandKind.Release, port);

    /// <summary>Asks for something to be done between two turns. Control only.</summary>
    internal WorkerCommand Post(WorkerCommandKind kind, Port? port)
    {
        var command = new WorkerCommand(kind, port);
        if (_thread is null)
        {
            command.Finish(Run(command));
        }
        else if (_commands.TryPush(command))
        {
            Fabric.Doorbell(Index).Ring();
        }
        else
        {
            throw new InvalidOperationException($"worker {Index} has {WorkerLimits.Commands} commands waiting");
        }

        return command;
    }

    /// <summary>Waits until what was asked of it is done: a turn, or the time to wake up. Control only.</summary>
    /// <returns>0 or an errno.</returns>
    internal int Await(WorkerCommand command)
    {
        while (!command.IsDone)
        {
            _answered.Wait();
            _answered.Silence();
        }

        return command.Result;
    }

    /// <summary>Whether a command waits. The worker's thread only.</summary>
    private protected bool HasCommands => _commands.HasItems;

    /// <summary>Does what control asked for. The worker's thread only, between turns.</summary>
    /// <returns>False if it is to end.</returns>
    private protected bool RunCommands()
    {
        bool goOn = true;
        while (_commands.TryPop(out WorkerCommand command))
        {
            goOn &= command.Kind != WorkerCommandKind.Stop;
            command.Finish(Run(command));
            _answered.Ring();
        }

        return goOn;
    }

    /// <summary>The loop, until a command ends it.</summary>
    private protected abstract void Loop();

    /// <summary>Does one command, on the worker's thread.</summary>
    /// <returns>0 or an errno.</returns>
    private protected abstract int Run(WorkerCommand command);

    /// <summary>Frees what the engine holds, after the thread has ended.</summary>
    private protected abstract void DisposeEngine();

    private int Gain(WorkerCommandKind kind, Port port)
    {
        int errno = Execute(kind, port);
        PortCount += errno == 0 ? 1 : 0;
        return errno;
    }

    private void Lose(WorkerCommandKind kind, Port port)
    {
        Execute(kind, port);
        PortCount--;
    }

    private int Execute(WorkerCommandKind kind, Port? port) => Await(Post(kind, port));

    private void Main()
    {
        if (Core >= 0 && !CpuAffinity.TryPin(Core))
        {
            Core = -1;
        }

        TimerSlack.Minimize();
        Loop();
    }
}
