using System.Diagnostics;
using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <content>
/// Links: what crosses one is cut into the frames that it stands for, each of which has its own fate, and held until it is due. Then
/// it goes on as a frame that has just been decided about.
/// </content>
public sealed partial class Worker<TEngine>
{
    private readonly byte[] _segment = GC.AllocateUninitializedArray<byte>(FramePool.ReadCapacity, pinned: true); // a frame to corrupt, or its headers

    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void SendOverLinks(LinkMap links, Port destination, FrameRef frame, FrameDescriptor* descriptor, Port ingress)
    {
        if (links.IsCut(destination.Number))
        {
            ingress.Counters.CountDrop(DropReason.Partitioned, descriptor->Segments);
            return;
        }

        LinkChain chain = default;
        int count = links.Find(destination.Number, chain);
        if (count == 0)
        {
            ForwardTo(destination, frame, descriptor, ingress);
            return;
        }

        // Safe: the frame is held by the turn.
        ReadOnlySpan<LinkQueue> path = ((ReadOnlySpan<LinkQueue>)chain)[..count];
        var bytes = new ReadOnlySpan<byte>(_pool.Data(frame.Index), descriptor->Length);
        long now = Stopwatch.GetTimestamp();
        if (!descriptor->Vnet.IsGso)
        {
            Enter(path, bytes, [], descriptor->Vnet, ingress, destination, now, corrupt: false);
        }
        else if (descriptor->Segments > Segmenter.MaxSegments)
        {
            ingress.Counters.CountDrop(DropReason.TooManySegments, descriptor->Segments);
        }
        else
        {
            EnterSegments(path, bytes, descriptor->Vnet, ingress, destination, now);
        }
    }

    private void EnterSegments(ReadOnlySpan<LinkQueue> path, ReadOnlySpan<byte> bytes, VnetHeader vnet, Port ingress, Port destination, long now)
    {
        var segmenter = new Segmenter(bytes, vnet);
        Span<byte> headers = stackalloc byte[Segmenter.MaxHeaderLength];
        for (int i = 0; i < segmenter.Count; i++)
        {
            (int offset, int length) = segmenter.PayloadOf(i);
            ReadOnlySpan<byte> payload = bytes.Slice(offset, length);
            segmenter.WriteHeaders(bytes, i, InternetChecksum.Sum(payload), headers);
            Enter(path, headers[..segmenter.HeaderLength], payload, default, ingress, destination, now, corrupt: false);
        }
    }

    // One link after the other; what a link doubles crosses the rest twice.
    private void Enter(
        ReadOnlySpan<LinkQueue> path, ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, VnetHeader vnet, Port ingress, Port destination, long now, bool corrupt)
    {
        for (int i = 0; i < path.Length; i++)
        {
            LinkFate fate = path[i].Pass(Index, head.Length + rest.Length, now);
            if (fate.Reason != DropReason.None)
            {
                ingress.Counters.CountDrop(fate.Reason);
                return;
            }

            now = fate.Due;
            corrupt |= fate.Corrupt;
            if (fate.Twice)
            {
                Enter(path[(i + 1)..], head, rest, vnet, ingress, destination, now, corrupt);
            }
        }

        if (corrupt)
        {
            head = Corrupted(head, rest, vnet, now);
            rest = [];
            vnet = default;
        }

        if (!Held!.TryAdd(now, head, rest, vnet, ingress, destination))
        {
            ingress.Counters.CountDrop(DropReason.LinkStoreFull);
        }
    }

    // A bit behind the Ethernet header is turned over, after the checksum is finished: else it would be right again.
    private ReadOnlySpan<byte> Corrupted(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, VnetHeader vnet, long due)
    {
        Span<byte> frame = _segment.AsSpan(0, head.Length + rest.Length);
        head.CopyTo(frame);
        rest.CopyTo(frame[head.Length..]);
        if (vnet.NeedsChecksum)
        {
            SoftwareOffload.CopyChecksummed(head, vnet, frame);
        }

        uint chance = (uint)((ulong)due * 0x9E37_79B9_7F4A_7C15 >> 32);
        int bits = (frame.Length - Forwarder.HeaderSize) * 8;
        if (bits > 0)
        {
            int bit = (int)(chance % (uint)bits);
            frame[Forwarder.HeaderSize + (bit / 8)] ^= (byte)(1 << (bit % 8));
        }

        return frame;
    }

    // Lets what is due go on, as far as there are frames for it; the rest goes on next turn.
    private bool ReleaseHeld()
    {
        if (Held is not { Count: > 0 } held)
        {
            return false;
        }

        long now = Stopwatch.GetTimestamp();
        int released = 0;
        while (released < WorkerLimits.Batch && held.Count > 0 && held.Next <= now && _pool.Outstanding < _pool.Capacity && _pool.TryTake(out int index))
        {
            Release(held, index);
            released++;
        }

        if (released > 0)
        {
            _outbox.Publish();
        }

        return released > 0;
    }

    private unsafe void Release(HeldFrames held, int index)
    {
        // Safe: the frame has just been taken, and its buffer has room for the longest.
        FrameDescriptor* descriptor = _pool.Descriptor(index);
        descriptor->Start = FramePool.ReadOffset + TapPrefix.MaxSize;
        HeldFrame frame = held.Take(new Span<byte>(_pool.Data(index), FramePool.ReadCapacity - TapPrefix.MaxSize));
        descriptor->Length = frame.Length;
        descriptor->Shape = FrameCopy.NoShape;
        descriptor->Ingress = frame.Source.Number;
        descriptor->Network = frame.Source.Network.Id;
        descriptor->Vnet = frame.Vnet;
        if (Fabric.Port(frame.Destination.Number) != frame.Destination)
        {
            Counters.CountDrop(DropReason.PortGone);
        }
        else if (frame.Source.Policy?.Links?.IsCut(frame.Destination.Number) == true)
        {
            frame.Source.Counters.CountDrop(DropReason.Partitioned);
        }
        else
        {
            ForwardTo(frame.Destination, new FrameRef(Index, index), descriptor, frame.Source);
        }

        _pool.Release(index);
    }

    [InlineArray(LinkMap.MostLinks)]
    private struct LinkChain
    {
        private LinkQueue _first;
    }
}
