using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>Something that control asks a worker to do between two turns.</summary>
internal sealed class WorkerCommand(WorkerCommandKind kind, Port? port)
{
    private int _done;

    /// <summary>What to do.</summary>
    public WorkerCommandKind Kind { get; } = kind;

    /// <summary>With which port.</summary>
    public Port? Port { get; } = port;

    /// <summary>0, or the errno for which it could not be done. Valid once <see cref="IsDone"/>.</summary>
    public int Result { get; private set; }

    /// <summary>Whether the worker has done it. Any thread.</summary>
    public bool IsDone => Volatile.Read(ref _done) != 0; // acquire: pairs with the release in Finish

    /// <summary>The worker's answer.</summary>
    public void Finish(int result)
    {
        Result = result;
        Volatile.Write(ref _done, 1);
    }
}
