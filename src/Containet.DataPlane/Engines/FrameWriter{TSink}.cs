using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Turns a list of deliveries into writes, the same for every engine: runs of one flow as one super-frame, a frame as it lies
/// where the destination's prefix looks like the source's, else put together, finished or cut in software. One worker's
/// thread.
/// </summary>
/// <typeparam name="TSink">Where the writes go.</typeparam>
internal sealed unsafe class FrameWriter<TSink>(Fabric fabric, Port?[] ports, TSink sink)
    where TSink : struct, IWriteSink
{
    private readonly Gatherer _gatherer = new(fabric);
#pragma warning disable IDE0044 // a struct that may change: readonly would have every call change a copy
    private TSink _sink = sink;
#pragma warning restore IDE0044

    /// <summary>Writes what can be written, and counts what cannot.</summary>
    /// <param name="deliveries">To ports of this worker; their frames are held until the sink has carried everything out.</param>
    public void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        _gatherer.Begin();
        for (int i = 0; i < deliveries.Length; i++)
        {
            if (PortOf(deliveries[i]) is { } port)
            {
                _gatherer.Add(i, deliveries[i].Frame, port);
            }
        }

        for (int i = 0; i < _gatherer.Count; i++)
        {
            ref readonly Gatherer.Entry entry = ref _gatherer[i];
            if (entry.Run.Segments > 1)
            {
                WriteRun(entry, deliveries);
            }
            else
            {
                Write(entry.Port, deliveries[entry.First].Frame);
            }
        }
    }

    // The port, unless it has gone or the frame cannot be for it.
    private Port? PortOf(Delivery delivery)
    {
        Port? port = ports[delivery.Port];

        // Safe: whoever handed over the delivery keeps the frame until it comes back from Complete.
        FrameDescriptor* frame = fabric.Pool(delivery.Frame.Owner).Descriptor(delivery.Frame.Index);
        DropReason reason = port is null ? DropReason.PortGone : WriteErrors.Refuses(port, frame);
        if (reason != DropReason.None)
        {
            port?.Counters.CountDrop(reason, frame->Segments);
            return null;
        }

        return port;
    }

    private void Write(Port port, FrameRef frame)
    {
        // Safe: the frame is held, so its descriptor and bytes are; before its bytes lies the prefix with which it was read.
        FramePool owner = fabric.Pool(frame.Owner);
        FrameDescriptor* descriptor = owner.Descriptor(frame.Index);
        byte* data = owner.Data(frame.Index);
        bool passes = port.VnetHeaderSize > 0 || descriptor->Vnet.IsFinished;
        if (passes && port.Shape == descriptor->Shape)
        {
            _sink.Begin(0, out _);
            _sink.Write(port, data - port.PrefixSize, port.PrefixSize + descriptor->Length, descriptor->Segments, descriptor->WireLength);
        }
        else if (passes)
        {
            WriteSlot* slot = _sink.Begin(0, out _);
            WritePieces(slot, port, descriptor->Vnet, data, descriptor->Length, null, 0, descriptor->Segments, descriptor->WireLength);
        }
        else if (descriptor->Vnet.IsGso)
        {
            WriteSegments(port, descriptor, data);
        }
        else
        {
            WriteChecksummed(port, descriptor, data);
        }
    }

    // Copied rather than gathered: the bytes are in the cache, and the kernel is slower with many pieces (docs/architecture.md).
    private void WriteRun(in Gatherer.Entry entry, ReadOnlySpan<Delivery> deliveries)
    {
        Port port = entry.Port;
        CoalescedRun run = entry.Run;
        int size = port.PrefixSize + run.HeaderLength + run.PayloadLength;
        _sink.Begin(size, out byte* start);
        byte* at = start + port.PrefixSize;
        var first = new ReadOnlySpan<byte>(entry.Data, entry.Length);
        VnetHeader vnet = run.WriteHeaders(first, new Span<byte>(at, run.HeaderLength));
        TapPrefix.Write(new Span<byte>(start, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(at, run.HeaderLength), vnet);
        at += run.HeaderLength;
        for (int i = entry.First; i >= 0; i = _gatherer.After(i))
        {
            // Safe: the lengths add up to the run's, for which there is room.
            FrameRef frame = deliveries[i].Frame;
            FramePool pool = fabric.Pool(frame.Owner);
            int payload = pool.Descriptor(frame.Index)->Length - run.HeaderLength;
            Buffer.MemoryCopy(pool.Data(frame.Index) + run.HeaderLength, at, payload, payload);
            at += payload;
        }

        _sink.Write(port, start, size, run.Segments, run.PayloadLength + (run.Segments * run.HeaderLength));
    }

    // The checksum is put into a copy of the first bytes, because the frame may be on its way to others too.
    private void WriteChecksummed(Port port, FrameDescriptor* descriptor, byte* data)
    {
        WriteSlot* slot = _sink.Begin(0, out _);
        int copied = SoftwareOffload.CopyChecksummed(
            new ReadOnlySpan<byte>(data, descriptor->Length), descriptor->Vnet, new Span<byte>(slot->Headers, Segmenter.MaxHeaderLength));
        WritePieces(slot, port, default, slot->Headers, copied, data + copied, descriptor->Length - copied, 1, descriptor->Length);
    }

    private void WriteSegments(Port port, FrameDescriptor* descriptor, byte* data)
    {
        var bytes = new ReadOnlySpan<byte>(data, descriptor->Length);
        var segmenter = new Segmenter(bytes, descriptor->Vnet);
        for (int i = 0; i < segmenter.Count; i++)
        {
            // Safe: the segmenter names stretches within the frame's length.
            WriteSlot* slot = _sink.Begin(0, out _);
            (int offset, int length) = segmenter.PayloadOf(i);
            ushort sum = InternetChecksum.Sum(bytes.Slice(offset, length));
            segmenter.WriteHeaders(bytes, i, sum, new Span<byte>(slot->Headers, Segmenter.MaxHeaderLength));
            WritePieces(
                slot, port, default, slot->Headers, segmenter.HeaderLength, data + offset, length, 1, segmenter.HeaderLength + length);
        }
    }

    // Prefix, first piece, second piece, as one write.
    private void WritePieces(
        WriteSlot* slot, Port port, VnetHeader vnet, byte* first, int firstLength, byte* second, int secondLength, int frames, int wire)
    {
        TapPrefix.Write(
            new Span<byte>(slot->Prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(first, firstLength), vnet);
        iovec* pieces = WriteSlot.PiecesOf(slot);
        pieces[0] = new iovec { iov_base = slot->Prefix, iov_len = port.PrefixSize };
        pieces[1] = new iovec { iov_base = first, iov_len = firstLength };
        pieces[2] = new iovec { iov_base = second, iov_len = secondLength };
        _sink.Write(port, pieces, secondLength > 0 ? 3 : 2, frames, wire);
    }
}
