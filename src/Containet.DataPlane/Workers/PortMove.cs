using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Moves a port P from worker A, which owns it, to worker B, with nothing duplicated or out of order between any two ports,
/// at any load, in the time of a few turns; nothing is lost but what there was no room to let wait, and that is counted. Control conducts it, one move at a time, and no port joins or leaves
/// meanwhile; the workers do each step between two turns and wait for nobody.
/// <list type="number">
/// <item><see cref="Prepare"/>. B gets what it needs for P, which is all that can fail, and expects it: what is for P waits
/// there (<see cref="Parking"/>), up to <see cref="WorkerLimits.Parked"/>. A still reads and writes P.</item>
/// <item>Publish: the network's next membership, with P at B; then P's worker. Only the latter counts: a flood is decided by
/// the membership that agrees with it (<see cref="Membership.Now"/>). So a worker sees one change, and of the frames from any
/// source, flooded or not, each goes to A or to B, and none to A after one to B.</item>
/// <item>Settle. Each worker ends the batch that it was deciding. Now everything that will ever go to A for P lies in the
/// rings to A.</item>
/// <item>Release. A takes over what lies there and writes it, stops reading P, forwards what it had read, and gives P up. Now
/// everything older than what waits at B is out, and everything that P sent through A is out or lies in rings.</item>
/// <item>Drain. Each worker takes over what lies in the rings to it. Now everything that P sent through A is in its receivers'
/// order before anything that P sends through B; nothing of the era before is under way.</item>
/// <item>Take. B writes what has waited and begins to read P.</item>
/// </list>
/// While nobody reads P its frames wait in the kernel. P's counters have one writer throughout: A up to Release, B from Take
/// on; what B has no room for meanwhile it counts then (<see cref="Forwarding.DropReason.PortMoving"/>). If P's interface
/// dies, whoever owns P says so, and B takes it over as it is: it neither reads nor writes a port that has failed.
/// </summary>
internal sealed class PortMove
{
    private readonly IReadOnlyList<Worker> _workers;
    private readonly Port _port;
    private readonly Worker _from;
    private readonly Worker _to;

    /// <summary>Says what is to be moved.</summary>
    /// <param name="workers">All workers.</param>
    /// <param name="port">A port that has joined.</param>
    /// <param name="to">Another worker than its own.</param>
    public PortMove(IReadOnlyList<Worker> workers, Port port, int to)
    {
        _workers = workers;
        _port = port;
        _from = workers[port.Worker];
        _to = workers[to];
        Steps = [PublishMembership, PublishWorker, Settle, Release, Drain, Take];
    }

    /// <summary>What follows <see cref="Prepare"/>, each to be done once, in order; none can fail.</summary>
    public IReadOnlyList<Action> Steps { get; }

    /// <summary>The first step.</summary>
    /// <returns>0, or the errno for which the worker cannot have the port; then nothing has changed.</returns>
    public int Prepare() => _to.Expect(_port);

    /// <summary>All steps.</summary>
    /// <returns>0, or the errno for which the worker cannot have the port; then nothing has changed.</returns>
    public int Run()
    {
        int errno = Prepare();
        if (errno == 0)
        {
            foreach (Action step in Steps)
            {
                step();
            }
        }

        return errno;
    }

    private void PublishMembership() => _port.Network.BeginMove(_port, _from.Index, _to.Index);

    private void PublishWorker() => _port.Worker = _to.Index;

    // Release has A settle too, and Take has B drain.
    private void Settle() => TellAll(WorkerCommandKind.Settle, but: _from);

    private void Release() => _from.Release(_port);

    private void Drain() => TellAll(WorkerCommandKind.Drain, but: _to);

    private void Take()
    {
        _to.Await(_to.Post(WorkerCommandKind.Take, _port));
        _port.Network.EndMove();
    }

    // At once, so that it takes as long as the slowest and not all together.
    private void TellAll(WorkerCommandKind kind, Worker but)
    {
        (Worker Worker, WorkerCommand Command)[] told =
            [.. _workers.Where(w => w != but).Select(w => (w, w.Post(kind, null)))];
        foreach ((Worker worker, WorkerCommand command) in told)
        {
            worker.Await(command);
        }
    }
}
