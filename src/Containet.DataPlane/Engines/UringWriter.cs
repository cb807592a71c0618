using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Turns frames into submissions of one io_uring: as they lie where the destination's prefix looks like the source's, else
/// put together, finished or cut in software. One worker's thread. What it points submissions at stays untouched until
/// the next <see cref="UringExchange.Enter"/> has returned, because the kernel carries such writes out while it takes them.
/// </summary>
internal sealed unsafe class UringWriter
{
    /// <summary>Writes that may wait to be carried out.</summary>
    public const int MaxWrites = 1024;

    private const int ScratchSize = 1 << 18; // four of the longest super-frames

    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly PinnedBlock _memory = new((long)MaxWrites * sizeof(WriteSlot));
    private readonly PinnedBlock _scratch = new(ScratchSize + 64);
    private readonly WriteSlot* _slots;
    private readonly Port?[] _ports;
    private int _writeCount;
    private int _scratchUsed;

    /// <summary>Makes the writer of an exchange.</summary>
    /// <param name="exchange">Where submissions go.</param>
    /// <param name="files">How they name taps.</param>
    /// <param name="ports">The engine's ports, by number.</param>
    public UringWriter(UringExchange exchange, UringFiles files, Port?[] ports)
    {
        _ports = ports;
        _exchange = exchange;
        _files = files;
        _slots = (WriteSlot*)_memory.Address;
    }

    /// <summary>Everything handed over has been carried out: its room is free again.</summary>
    public void Reset()
    {
        _writeCount = 0;
        _scratchUsed = 0;
    }

    /// <summary>A write was counted as sent when it was queued, and has failed, now or a while ago.</summary>
    /// <param name="tag">What it said of itself.</param>
    /// <param name="errno">Why.</param>
    public void TakeFailure(ulong tag, int errno)
    {
        if (_ports[UringTag.PortOf(tag)] is not { } port)
        {
            return; // it has left meanwhile, with its counters
        }

        int frames = UringTag.FramesOf(tag);
        port.Counters.Uncount(frames, UringTag.BytesOf(tag));
        port.Counters.CountDrop(WriteErrors.ReasonOf(errno), frames);
        if (WriteErrors.IsGone(errno))
        {
            port.Fail(errno);
        }
    }

    /// <summary>Queues the write of a frame to a port.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="frame">The frame, held until the write has been carried out.</param>
    /// <param name="owner">The pool that it is in.</param>
    public void Write(Port port, FrameRef frame, FramePool owner)
    {
        FrameDescriptor* descriptor = owner.Descriptor(frame.Index);
        byte* data = owner.Data(frame.Index);
        if (port.Shape == descriptor->Shape && (port.VnetHeaderSize > 0 || descriptor->Vnet.IsFinished))
        {
            MakeRoom(0);
            Submit(LibC.IORING_OP_WRITE, data - port.PrefixSize, port.PrefixSize + descriptor->Length, port, descriptor->Segments, descriptor->WireLength);
        }
        else if (port.VnetHeaderSize > 0 || descriptor->Vnet.IsFinished)
        {
            WriteSlot* slot = NextSlot();
            Gather(slot, port, descriptor->Vnet, data, descriptor->Length, null, 0, descriptor->Segments, descriptor->WireLength);
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

    /// <summary>Queues the write of a run of frames as one super-frame.</summary>
    /// <param name="entry">The run, of two segments or more.</param>
    /// <param name="gatherer">Who knows what is in it.</param>
    /// <param name="deliveries">The list that it was made of.</param>
    /// <param name="fabric">Where the frames are.</param>
    public void WriteRun(in Gatherer.Entry entry, Gatherer gatherer, ReadOnlySpan<Delivery> deliveries, Fabric fabric)
    {
        Port port = entry.Port;
        CoalescedRun run = entry.Run;
        int size = port.PrefixSize + run.HeaderLength + run.PayloadLength;
        MakeRoom(size);
        byte* start = _scratch.Address + _scratchUsed;
        _scratchUsed += (size + 63) & ~63;
        byte* at = start + port.PrefixSize;
        var first = new ReadOnlySpan<byte>(entry.Data, entry.Length);
        VnetHeader vnet = run.WriteHeaders(first, new Span<byte>(at, run.HeaderLength));
        TapPrefix.Write(new Span<byte>(start, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(at, run.HeaderLength), vnet);
        at += run.HeaderLength;
        for (int i = entry.First; i >= 0; i = gatherer.After(i))
        {
            // Safe: the lengths add up to the run's, for which there is room.
            FrameRef frame = deliveries[i].Frame;
            FramePool pool = fabric.Pool(frame.Owner);
            int payload = pool.Descriptor(frame.Index)->Length - run.HeaderLength;
            Buffer.MemoryCopy(pool.Data(frame.Index) + run.HeaderLength, at, payload, payload);
            at += payload;
        }

        Submit(LibC.IORING_OP_WRITE, start, size, port, run.Segments, run.PayloadLength + (run.Segments * run.HeaderLength));
    }

    // The checksum is put into a copy of the first bytes, because the frame may be on its way to others too.
    private void WriteChecksummed(Port port, FrameDescriptor* descriptor, byte* data)
    {
        WriteSlot* slot = NextSlot();
        int copied = SoftwareOffload.CopyChecksummed(
            new ReadOnlySpan<byte>(data, descriptor->Length), descriptor->Vnet, new Span<byte>(slot->Headers, Segmenter.MaxHeaderLength));
        Gather(slot, port, default, slot->Headers, copied, data + copied, descriptor->Length - copied, 1, descriptor->Length);
    }

    private void WriteSegments(Port port, FrameDescriptor* descriptor, byte* data)
    {
        var bytes = new ReadOnlySpan<byte>(data, descriptor->Length);
        var segmenter = new Segmenter(bytes, descriptor->Vnet);
        for (int i = 0; i < segmenter.Count; i++)
        {
            // Safe: the segmenter names stretches within the frame's length.
            WriteSlot* slot = NextSlot();
            (int offset, int length) = segmenter.PayloadOf(i);
            ushort sum = InternetChecksum.Sum(bytes.Slice(offset, length));
            segmenter.WriteHeaders(bytes, i, sum, new Span<byte>(slot->Headers, Segmenter.MaxHeaderLength));
            Gather(
                slot, port, default, slot->Headers, segmenter.HeaderLength, data + offset, length, 1, segmenter.HeaderLength + length);
        }
    }

    // Prefix, first piece, second piece, as one write.
    private void Gather(
        WriteSlot* slot, Port port, VnetHeader vnet, byte* first, int firstLength, byte* second, int secondLength, int frames, int bytes)
    {
        TapPrefix.Write(
            new Span<byte>(slot->Prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(first, firstLength), vnet);
        iovec* pieces = WriteSlot.PiecesOf(slot);
        pieces[0] = new iovec { iov_base = slot->Prefix, iov_len = port.PrefixSize };
        pieces[1] = new iovec { iov_base = first, iov_len = firstLength };
        pieces[2] = new iovec { iov_base = second, iov_len = secondLength };
        Submit(LibC.IORING_OP_WRITEV, pieces, secondLength > 0 ? 3 : 2, port, frames, bytes);
    }

    private void Submit(byte operation, void* address, int length, Port port, int frames, int bytes)
    {
        io_uring_sqe* sqe = _exchange.Next();
        sqe->opcode = operation;
        sqe->flags = Native.IOSQE_CQE_SKIP_SUCCESS;
        _files.Name(sqe, port);
        sqe->addr = (ulong)address;
        sqe->len = (uint)length;
        sqe->off = ulong.MaxValue; // the current position: taps have none
        sqe->rw_flags = Native.RWF_NOWAIT;
        sqe->user_data = UringTag.Write(port.Number, frames, bytes);
        _writeCount++;
    }

    // The slot of the next write: as many slots as writes.
    private WriteSlot* NextSlot()
    {
        MakeRoom(0);
        return _slots + _writeCount;
    }

    // For one more write and some scratch. What is queued in the middle of a list is carried out if there is none.
    private void MakeRoom(int scratch)
    {
        if (_writeCount == MaxWrites || _scratchUsed + scratch > ScratchSize || !_exchange.HasRoom)
        {
            _exchange.Enter(0);
        }
    }
}
