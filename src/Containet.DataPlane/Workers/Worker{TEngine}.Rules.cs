using System.Diagnostics;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Policies;
using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <content>What rules make of frames: the first that decides, does; those before it count and mirror.</content>
public sealed partial class Worker<TEngine>
{
    private readonly RuleEffects _effects = new();
    private FrameKey _key; // of the frame that is being judged, if its port's policy has rules

    private unsafe void SendByRules(
        PortPolicy policy, RuleSet rules, Port destination, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        _key.SetDestination(destination.Number);
        int order = Judge(rules, frame, descriptor, ingress, out DropReason reason);
        if (reason != DropReason.None)
        {
            ingress.Counters.CountDrop(reason, descriptor->Segments);
        }
        else if (order < 0)
        {
            Deliver(policy, destination, frame, descriptor, ingress);
        }
        else if (rules[order].Rule.Action == RuleAction.Redirect)
        {
            Redirect(policy, rules.Target(order), frame, descriptor, ingress);
        }
        else
        {
            FrameRef copy = Retag(rules[order].Rule.Vlan, frame, ingress, descriptor);
            if (copy != frame)
            {
                Deliver(policy, destination, copy, _pool.Descriptor(copy.Index), ingress);
                _pool.Release(copy.Index);
            }
        }
    }

    // All copies alike: no rule asks where they go.
    private unsafe void FloodByRules(RuleSet rules, PortPolicy policy, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        int order = Judge(rules, frame, descriptor, ingress, out DropReason reason);
        if (reason != DropReason.None)
        {
            ingress.Counters.CountDrop(reason, descriptor->Segments);
        }
        else if (order < 0)
        {
            Flood(frame, descriptor, ingress);
        }
        else if (rules[order].Rule.Action == RuleAction.Redirect)
        {
            Redirect(policy, rules.Target(order), frame, descriptor, ingress);
        }
        else
        {
            FrameRef copy = Retag(rules[order].Rule.Vlan, frame, ingress, descriptor);
            if (copy != frame)
            {
                Flood(copy, _pool.Descriptor(copy.Index), ingress);
                _pool.Release(copy.Index);
            }
        }
    }

    // The rule that redirects or tags the frame; −1 if it goes on as it is, or nowhere, for a reason.
    private unsafe int Judge(RuleSet rules, FrameRef frame, FrameDescriptor* descriptor, Port ingress, out DropReason reason)
    {
        reason = DropReason.None;
        for (int order = rules.Next(_key, -1); order >= 0; order = rules.Next(_key, order))
        {
            RuleState state = rules[order];
            bool takes = _effects.Take(order, state.Rule);
            if (takes)
            {
                state.Count(Index, descriptor->Segments, descriptor->WireLength);
            }

            switch (state.Rule.Action)
            {
                case RuleAction.Count:
                    break;
                case RuleAction.Mirror:
                    if (takes && rules.Target(order) is { } mirror && mirror.Number != ingress.Number)
                    {
                        ForwardTo(mirror, frame, descriptor, ingress);
                    }

                    break;
                case RuleAction.Rate:
                    bool passed = takes ? _effects.Remember(order, Meter(state, descriptor)) : _effects.Passed(order);
                    reason = passed ? DropReason.None : DropReason.OverRate;
                    return -1;
                case RuleAction.Drop:
                    reason = DropReason.Rule;
                    return -1;
                case RuleAction.Allow:
                    return -1;
                default:
                    return order;
            }
        }

        return -1;
    }

    private static unsafe bool Meter(RuleState state, FrameDescriptor* descriptor) => state.Meter!.Passes(
        state.Rule.FramesPerSecond > 0 ? descriptor->Segments : descriptor->WireLength, Stopwatch.GetTimestamp());

    private unsafe void Redirect(PortPolicy policy, Port? target, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (target is null || target.Number == ingress.Number)
        {
            ingress.Counters.CountDrop(target is null ? DropReason.PortGone : DropReason.SamePort, descriptor->Segments);
        }
        else
        {
            Deliver(policy, target, frame, descriptor, ingress);
        }
    }

    // A copy with another tag, held once; the frame itself if there is no room for one, and that is counted.
    private unsafe FrameRef Retag(ushort vlan, FrameRef frame, Port ingress, FrameDescriptor* descriptor)
    {
        if (FrameCopy.TryRetag(_pool, frame.Index, vlan, out int copy))
        {
            return new FrameRef(Index, copy);
        }

        ingress.Counters.CountDrop(DropReason.PoolEmpty, descriptor->Segments);
        return frame;
    }
}
