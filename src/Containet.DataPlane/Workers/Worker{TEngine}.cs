using System.Diagnostics;
using System.Runtime.CompilerServices;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Policies;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>
/// One thread, pinned to one core, that owns ports and moves their frames. Nothing here locks, allocates, throws or logs.
/// <para>
/// A turn: take back frames that other workers are done with → take a batch that the engine has read → decide about each
/// → hand those for other workers' ports to their rings and ring their doorbells once → take what others handed over →
/// let the engine write what is for ports of this worker → give back or free what has been written. With nothing to do it
/// announces that it sleeps, looks once more, and sleeps in the engine.
/// </para>
/// <para>
/// A frame of this worker is counted in its descriptor: one for the turn that decides about it, one for each delivery on
/// the local list, one for each other worker that was handed it. Frames of other workers are counted in
/// <see cref="ForeignFrames"/>.
/// </para>
/// </summary>
/// <typeparam name="TEngine">How it reads, writes and sleeps.</typeparam>
public sealed partial class Worker<TEngine> : Worker
    where TEngine : struct, IEngine
{
    private readonly FramePool _pool;
    private readonly Port?[] _owned = new Port?[MacTable.MaxPort + 1];
    private readonly ForeignFrames _foreign;
    private readonly Outbox _outbox;
    private readonly Parking _parking = new();
    private readonly FrameRef[] _batch = new FrameRef[WorkerLimits.Batch];
    private readonly FrameRef[] _finished = new FrameRef[WorkerLimits.Deliveries];
    private readonly Delivery[] _taken = new Delivery[WorkerLimits.Batch];
    private readonly Delivery[] _local = new Delivery[WorkerLimits.Deliveries];
    private int _localCount;
    private IdleSpin _idle;
#pragma warning disable IDE0044 // a struct that changes: readonly would have every call change a copy
    private TEngine _engine;
#pragma warning restore IDE0044

    /// <summary>Makes a worker; it does nothing before it is started or its turns are called.</summary>
    /// <param name="fabric">What it shares.</param>
    /// <param name="index">Which worker it is.</param>
    /// <param name="engine">Its engine, used by nobody else.</param>
    /// <param name="idle">How long it looks for work before it sleeps.</param>
    internal Worker(Fabric fabric, int index, TEngine engine, IdleSpin idle)
        : base(fabric, index)
    {
        _pool = fabric.Pool(index);
        _engine = engine;
        _idle = idle;
        _outbox = new Outbox(fabric, index);
        _foreign = new ForeignFrames(fabric, index);
        _backlog = new Backlog(_pool.Capacity);
    }

    /// <inheritdoc/>
    public override string Engine => TEngine.Name;

    /// <summary>One turn, without sleeping.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Turn()
    {
        Counters.CountTurn();
        bool worked = TakeBackReturned();
        _floodLeft = WorkerLimits.FloodCopies;
        worked |= ForwardBacklog();
        worked |= ReceiveOwn();
        worked |= ReleaseHeld();
        _floodLeft = WorkerLimits.FloodCopies;
        worked |= TakeOver();
        FlushLocal();
        return worked;
    }

    /// <summary>Has the engine look for what has come, and does one turn; the loop, or whoever calls the turns of real engines.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal bool TurnOnce()
    {
        bool worked = _engine.Wait(block: false);
        return Turn() | worked;
    }

    /// <inheritdoc/>
    private protected override void Loop()
    {
        while (true)
        {
            if (HasCommands && !RunCommands())
            {
                return;
            }

            if (TurnOnce())
            {
                _idle.Worked();
            }
            else
            {
                if (_idle.IsOver())
                {
                    Sleep();
                }

                Counters.CountIdle(_idle.Spent);
            }
        }
    }

    /// <inheritdoc/>
    private protected override void DisposeEngine() => _engine.Dispose();

    private void Sleep()
    {
        Doorbell doorbell = Fabric.Doorbell(Index);
        doorbell.Announce();
        if (!HasPending())
        {
            long since = Stopwatch.GetTimestamp();
            Counters.CountSleep(since);
            _engine.WakeAt(Held is { Count: > 0 } held ? held.Next : 0);
            _engine.Wait(block: true);
            _idle.Slept(since);
        }

        doorbell.Dismiss();
    }

    // What a producer may have published before it could see the announcement. Returned frames can wait for the next turn: an
    // engine that has none left does not sleep.
    private bool HasPending() => HasCommands || Fabric.HasDeliveries(Index);

    private bool TakeBackReturned()
    {
        bool any = false;
        for (int w = 0; w < Fabric.Workers; w++)
        {
            if (w == Index)
            {
                continue;
            }

            int count;
            while ((count = Fabric.Returns(w, Index).PopBatch(_batch)) > 0)
            {
                any = true;
                foreach (FrameRef frame in _batch.AsSpan(0, count))
                {
                    _pool.Release(frame.Index);
                }
            }
        }

        return any;
    }

    private bool ReceiveOwn()
    {
        int count = _engine.Receive(_batch);
        if (count == 0)
        {
            return false;
        }

        PrefetchTables(count);
        foreach (FrameRef frame in _batch.AsSpan(0, count))
        {
            Forward(frame);
        }

        Counters.CountFrames(count);
        _outbox.Publish();
        return true;
    }

    // So that a batch waits for a table's memory once, not a frame for each of its two addresses.
    private unsafe void PrefetchTables(int count)
    {
        foreach (FrameRef frame in _batch.AsSpan(0, count))
        {
            // Safe: as in Forward; the buffer has these bytes, whatever the frame's length.
            MacTable table = _owned[_pool.Descriptor(frame.Index)->Ingress]!.Network.Table;
            if (table.IsLarge)
            {
                var addresses = new ReadOnlySpan<byte>(_pool.Data(frame.Index), 2 * MacAddress.Size);
                table.Prefetch(MacAddress.Read(addresses));
                table.Prefetch(MacAddress.Read(addresses[MacAddress.Size..]));
            }
        }
    }

    private unsafe void Forward(FrameRef frame)
    {
        // Safe: the frame is this worker's own and held, so its descriptor and bytes are.
        FrameDescriptor* descriptor = _pool.Descriptor(frame.Index);
        Port ingress = _owned[descriptor->Ingress]!;
        ingress.Counters.CountReceived(descriptor->Segments, descriptor->WireLength);

        PortPolicy? policy = ingress.Policy;
        if (policy is not null && !Admits(policy, frame, descriptor, ingress))
        {
            _pool.Release(frame.Index);
            return;
        }

        if (_backlog.Count > 0 && _backlog.Has(ingress.Number))
        {
            Defer(frame, descriptor, ingress);
        }
        else
        {
            Route(policy, frame, descriptor, ingress);
        }

        _pool.Release(frame.Index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Route(PortPolicy? policy, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (policy is not null)
        {
            RouteUnder(policy, frame, descriptor, ingress);
            return;
        }

        // Safe: as in Forward.
        var bytes = new ReadOnlySpan<byte>(_pool.Data(frame.Index), descriptor->Length);
        Verdict verdict = Forwarder.Decide(bytes, ingress.Number, ingress.Network.Table);
        if (verdict.Reason != DropReason.None)
        {
            ingress.Counters.CountDrop(verdict.Reason, descriptor->Segments);
        }
        else if (verdict.Port != Verdict.FloodPort && Fabric.Port(verdict.Port) is { } destination)
        {
            ForwardTo(destination, frame, descriptor, ingress);
        }
        else if (_floodLeft <= 0)
        {
            Defer(frame, descriptor, ingress);
        }
        else
        {
            Flood(frame, descriptor, ingress);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void ForwardTo(Port destination, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        int worker = destination.WorkerFor(Index);
        if (worker == Index)
        {
            descriptor->References++;
            AddLocal(new Delivery(frame, destination.Number, destination.Generation));
        }
        else
        {
            ingress.Counters.CountHandedOver(worker, descriptor->Segments);
            HandOver(new Delivery(frame, destination.Number, destination.Generation), worker, descriptor, ingress);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void HandOver(Delivery delivery, int worker, FrameDescriptor* descriptor, Port ingress)
    {
        if (_outbox.TryAdd(delivery, worker))
        {
            descriptor->References++;
            Counters.CountHandedOver();
        }
        else
        {
            ingress.Counters.CountDrop(DropReason.RingFull, descriptor->Segments);
        }
    }

    private bool TakeOver()
    {
        bool any = false;
        for (int w = 0; w < Fabric.Workers; w++)
        {
            any |= w != Index && TakeOverFrom(w) > 0;
        }

        return any;
    }

    // In pieces of which each could be floods only, so that what is over the turn's copies stays in the ring, in order.
    private int TakeOverFrom(int worker)
    {
        int piece = Math.Clamp(WorkerLimits.FloodCopies / (_ownedCount + 1), 1, _taken.Length);
        int total = 0;
        int count;
        do
        {
            count = Fabric.Deliveries(worker, Index).PopBatch(_taken.AsSpan(0, piece));
            foreach (Delivery delivery in _taken.AsSpan(0, count))
            {
                TakeOver(delivery);
            }

            total += count;
        }
        while (count == piece && total < _taken.Length && _floodLeft > 0);

        Counters.CountTakenOver(total);
        return total;
    }

    private unsafe void TakeOver(Delivery delivery)
    {
        FrameRef frame = delivery.Frame;
        _foreign.Begin(frame); // for this call, so that a flush in the middle of a flood cannot give the frame back
        if (delivery.Port == Verdict.FloodPort)
        {
            // Safe: the owner keeps the frame until this worker gives it back.
            FrameDescriptor* descriptor = Fabric.Pool(frame.Owner).Descriptor(frame.Index);
            Port[] ports = Fabric.Network(descriptor->Network)!.Members.At(delivery.Generation).Of(Index);
            _floodLeft -= ports.Length;
            foreach (Port port in ports)
            {
                if (port.Number != descriptor->Ingress)
                {
                    _foreign.Hold(frame);
                    AddLocal(new Delivery(frame, port.Number, port.Generation));
                }
            }
        }
        else if (_owned[delivery.Port] is { } port && port.Generation == delivery.Generation)
        {
            _foreign.Hold(frame);
            AddLocal(delivery);
        }
        else
        {
            Counters.CountDrop(DropReason.PortGone);
        }

        _foreign.Release(frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLocal(Delivery delivery)
    {
        if (_localCount == _local.Length)
        {
            FlushLocal();
        }

        _local[_localCount++] = delivery;
    }

    private void FlushLocal()
    {
        if (_parking.Expected is { } expected)
        {
            Park(expected);
        }

        if (_localCount > 0)
        {
            _engine.Transmit(_local.AsSpan(0, _localCount));
            _localCount = 0;
        }

        ReleaseFinished();
    }

    private void ReleaseFinished()
    {
        int count;
        while ((count = _engine.Complete(_finished)) > 0)
        {
            foreach (FrameRef frame in _finished.AsSpan(0, count))
            {
                Release(frame);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(FrameRef frame)
    {
        if (frame.Owner == Index)
        {
            _pool.Release(frame.Index);
        }
        else
        {
            _foreign.Release(frame);
        }
    }
}
