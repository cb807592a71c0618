using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Policies;
using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <content>The way of frames from ports that have a policy: as the others', and judged on the way.</content>
public sealed partial class Worker<TEngine>
{
    // Once a frame, when it has been read, however long it waits to be flooded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe bool Admits(PortPolicy policy, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        // Safe: as in Forward.
        var bytes = new ReadOnlySpan<byte>(_pool.Data(frame.Index), descriptor->Length);
        DropReason reason = policy.Admit(bytes, descriptor->LongestSegment, ingress.Network.Table);
        if (reason == DropReason.None)
        {
            return true;
        }

        ingress.Counters.CountDrop(reason, descriptor->Segments);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void RouteUnder(PortPolicy policy, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        // Safe: as in Forward.
        var bytes = new ReadOnlySpan<byte>(_pool.Data(frame.Index), descriptor->Length);
        if (policy.Rules is not null)
        {
            _key = FrameKey.Read(bytes, ingress.Number);
            _effects.Begin();
        }

        Verdict verdict = Forwarder.Decide(bytes, ingress.Number, ingress.Network.Table);
        if (verdict.Reason != DropReason.None)
        {
            ingress.Counters.CountDrop(verdict.Reason, descriptor->Segments);
        }
        else if (verdict.Port != Verdict.FloodPort && Fabric.Port(verdict.Port) is { } destination)
        {
            SendUnder(policy, destination, frame, descriptor, ingress);
        }
        else if (!policy.Floods(MacAddress.Read(bytes)))
        {
            ingress.Counters.CountDrop(DropReason.NotFlooded, descriptor->Segments);
        }
        else if (_floodLeft <= 0)
        {
            Defer(frame, descriptor, ingress);
        }
        else if (policy.IsPerDestination)
        {
            FloodUnder(policy, frame, descriptor, ingress);
        }
        else if (policy.Rules is { } rules)
        {
            FloodByRules(rules, policy, frame, descriptor, ingress);
        }
        else
        {
            Flood(frame, descriptor, ingress);
        }
    }

    // One port after the other, also those of other workers: each may be judged differently.
    private unsafe void FloodUnder(PortPolicy policy, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        Membership members = ingress.Network.Members.Now();
        _floodLeft -= members.Everywhere.Length;
        bool any = FloodUnder(policy, members.Everywhere, frame, descriptor, ingress);
        foreach (Port[] ports in members.Workers)
        {
            _floodLeft -= ports.Length;
            any |= FloodUnder(policy, ports, frame, descriptor, ingress);
        }

        if (!any)
        {
            ingress.Counters.CountDrop(DropReason.NoOtherPort, descriptor->Segments);
        }
    }

    private unsafe bool FloodUnder(PortPolicy policy, Port[] ports, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        bool any = false;
        foreach (Port port in ports)
        {
            if (port.Number != descriptor->Ingress && policy.Reaches(port.Number))
            {
                any = true;
                SendUnder(policy, port, frame, descriptor, ingress);
            }
        }

        return any;
    }

    private unsafe void SendUnder(PortPolicy policy, Port destination, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (!policy.Reaches(destination.Number))
        {
            ingress.Counters.CountDrop(DropReason.Isolated, descriptor->Segments);
        }
        else if (policy.Rules is { } rules)
        {
            SendByRules(policy, rules, destination, frame, descriptor, ingress);
        }
        else
        {
            Deliver(policy, destination, frame, descriptor, ingress);
        }
    }

    private unsafe void Deliver(PortPolicy policy, Port destination, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (policy.Links is { } links)
        {
            SendOverLinks(links, destination, frame, descriptor, ingress);
        }
        else
        {
            ForwardTo(destination, frame, descriptor, ingress);
        }
    }
}
