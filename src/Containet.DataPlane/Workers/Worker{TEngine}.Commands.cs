using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <content>
/// What control asks for, done between two turns: the local list is empty, and what was decided has been handed over. Each
/// takes bounded time, whatever the traffic.
/// </content>
public sealed partial class Worker<TEngine>
{
    /// <inheritdoc/>
    private protected override int Run(WorkerCommand command)
    {
        _floodLeft = int.MaxValue; // between turns, and not at the traffic's pace
        switch (command.Kind)
        {
            case WorkerCommandKind.Attach:
                return Attach(command.Port!, expected: false);
            case WorkerCommandKind.Expect:
                return Attach(command.Port!, expected: true);
            case WorkerCommandKind.Detach:
                GiveUp(command.Port!);
                return 0;
            case WorkerCommandKind.Release:
                ReleasePort(command.Port!);
                return 0;
            case WorkerCommandKind.Drain:
                Drain();
                return 0;
            case WorkerCommandKind.Take:
                Take();
                return 0;
            default:
                return 0;
        }
    }

    private int Attach(Port port, bool expected)
    {
        int errno = _engine.Attach(port);
        if (errno != 0)
        {
            return errno;
        }

        _owned[port.Number] = port;
        _ownedCount++;
        if (expected)
        {
            _parking.Expect(port);
        }
        else
        {
            _engine.Start(port);
        }

        return 0;
    }

    private void GiveUp(Port port)
    {
        _engine.Detach(port);
        ReleaseFinished();
        DropBacklog(port);
        _owned[port.Number] = null;
        _ownedCount--;
    }

    private void ReleasePort(Port port)
    {
        Drain();
        ForwardBacklog();
        while (_engine.StopReading(port))
        {
            ReceiveOwn();
            FlushLocal();
        }

        FlushLocal();
        GiveUp(port);
    }

    // What lies in the rings when it begins, not what comes meanwhile: that could go on for ever.
    private void Drain()
    {
        for (int w = 0; w < Fabric.Workers; w++)
        {
            for (int left = w == Index ? 0 : Fabric.Deliveries(w, Index).Count; left > 0;)
            {
                left -= TakeOverFrom(w);
            }
        }

        FlushLocal();
    }

    private void Take()
    {
        Drain();
        Port port = _parking.Expected!;
        port.Counters.CountDrop(DropReason.PortMoving, _parking.Dropped);
        _engine.Start(port);
        foreach (Delivery delivery in _parking.End())
        {
            AddLocal(delivery);
        }

        FlushLocal();
    }

    // The local list without what is for a port that is not owned yet.
    private unsafe void Park(Port expected)
    {
        int kept = 0;
        foreach (Delivery delivery in _local.AsSpan(0, _localCount))
        {
            if (delivery.Port != expected.Number)
            {
                _local[kept++] = delivery;
            }
            else if (!_parking.TryAdd(delivery))
            {
                // Safe: the delivery holds the frame until it is released.
                _parking.Dropped += Fabric.Pool(delivery.Frame.Owner).Descriptor(delivery.Frame.Index)->Segments;
                Release(delivery.Frame);
            }
        }

        _localCount = kept;
    }
}
