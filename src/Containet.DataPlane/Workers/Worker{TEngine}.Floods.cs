using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <content>
/// Floods. A frame to everybody is as many writes as there are ports, so that a batch of them could make one turn last longer than
/// a thousand usual ones. So a turn makes a bounded number of copies. A port that has more to be flooded is not read meanwhile, what
/// was read of it waits in the <see cref="Backlog"/>, and the rest in its tap; the others' frames, and control, pass by.
/// </content>
public sealed partial class Worker<TEngine>
{
    private readonly Backlog _backlog;
    private int _floodLeft; // copies that this turn may make
    private int _ownedCount;

    private unsafe void Flood(FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        Membership members = ingress.Network.Members.Now();
        _floodLeft -= members.Everywhere.Length;
        bool any = FloodLocal(frame, members.Everywhere, descriptor);
        for (int w = 0; w < members.Workers.Length; w++)
        {
            _floodLeft -= members.Of(w).Length;
            if (w == Index)
            {
                any |= FloodLocal(frame, members.Of(w), descriptor);
            }
            else if (members.HasOther(w, ingress))
            {
                any = true;
                HandOver(new Delivery(frame, Verdict.FloodPort, members.Era), w, descriptor, ingress);
            }
        }

        if (!any)
        {
            ingress.Counters.CountDrop(DropReason.NoOtherPort, descriptor->Segments);
        }
    }

    private unsafe bool FloodLocal(FrameRef frame, Port[] ports, FrameDescriptor* descriptor)
    {
        bool any = false;
        foreach (Port port in ports)
        {
            if (port.Number != descriptor->Ingress)
            {
                any = true;
                descriptor->References++;
                AddLocal(new Delivery(frame, port.Number, port.Generation));
            }
        }

        return any;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void Defer(FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (!_backlog.Has(ingress.Number))
        {
            _engine.Rest(ingress);
        }

        descriptor->References++;
        _backlog.Add(ingress.Number, frame.Index);
    }

    // Of what has waited, as much as the turn may flood.
    private unsafe bool ForwardBacklog()
    {
        if (_backlog.Count == 0)
        {
            return false;
        }

        // Safe: what waits is held.
        while (_backlog.Count > 0 && _floodLeft > 0)
        {
            int frame = _backlog.Take(out ushort number);
            Port ingress = _owned[number]!;
            if (!_backlog.Has(number))
            {
                _engine.Resume(ingress);
            }

            Route(ingress.Policy, new FrameRef(Index, frame), _pool.Descriptor(frame), ingress);
            _pool.Release(frame);
        }

        _outbox.Publish();
        return true;
    }

    // A port leaves, and what waits of it with it.
    private unsafe void DropBacklog(Port port)
    {
        // Safe: what waits is held.
        while (_backlog.Has(port.Number))
        {
            int frame = _backlog.TakeOf(port.Number);
            port.Counters.CountDrop(DropReason.PortGone, _pool.Descriptor(frame)->Segments);
            _pool.Release(frame);
        }
    }
}
