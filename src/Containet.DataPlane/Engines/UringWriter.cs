using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Turns frames into submissions of one io_uring: as they lie where the destination's prefix looks like the source's, else
/// put together, finished or cut in software. One worker's thread. What it points submissions at stays untouched until
/// the next <see cref="IoUring.Enter"/> has returned, because the kernel carries such writes out while it takes them.
/// </summary>
internal sealed unsafe class UringWriter
{
    private const int Slots = 1024;
    private const int ScratchSize = 1 << 18; // four of the longest super-frames
    private readonly IoUring _ring;
    private readonly UringFiles _files;
    private readonly PinnedBlock _memory = new((long)Slots * sizeof(WriteSlot));
    private readonly PinnedBlock _scratch = new(ScratchSize + 64);
    private readonly WriteSlot* _slots;
    private int _slotsUsed;
    private int _scratchUsed;

    /// <summary>Makes the writer of a ring.</summary>
    public UringWriter(IoUring ring, UringFiles files)
    {
        _ring = ring;
        _files = files;
        _slots = (WriteSlot*)_memory.Address;
    }

    /// <summary>Everything handed over so far has been carried out: the slots are free again.</summary>
    public void Reset()
    {
        _slotsUsed = 0;
        _scratchUsed = 0;
    }

    /// <summary>Queues the write of a frame to a port.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="frame">The frame's name, for <see cref="UringTag"/>.</param>
    /// <param name="owner">The pool that it is in.</param>
    public void Write(Port port, FrameRef frame, FramePool owner)
    {
        FrameDescriptor* descriptor = owner.Descriptor(frame.Index);
        byte* data = owner.Data(frame.Index);
        if (port.Shape == descriptor->Shape && (port.VnetHeaderSize > 0 || descriptor->Vnet.IsFinished))
        {
            io_uring_sqe* sqe = Next();
            sqe->opcode = LibC.IORING_OP_WRITE;
            sqe->addr = (ulong)(data - port.PrefixSize);
            sqe->len = (uint)(port.PrefixSize + descriptor->Length);
            Finish(sqe, port, UringTag.Write(port, frame));
        }
        else if (port.VnetHeaderSize > 0 || descriptor->Vnet.IsFinished)
        {
            WritePieces(port, UringTag.Write(port, frame), NextSlot(), descriptor->Vnet, data, descriptor->Length, null, 0);
        }
        else if (descriptor->Vnet.IsGso)
        {
            WriteSegments(port, frame, descriptor, data);
        }
        else
        {
            WriteChecksummed(port, frame, descriptor, data);
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
        byte* start = NextScratch(size);
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

        io_uring_sqe* sqe = Next();
        sqe->opcode = LibC.IORING_OP_WRITE;
        sqe->addr = (ulong)start;
        sqe->len = (uint)size;
        Finish(sqe, port, UringTag.WriteRun(port, deliveries[entry.First].Frame, run.Segments));
    }

    // The checksum is put into a copy of the first bytes, because the frame may be on its way to others too.
    private void WriteChecksummed(Port port, FrameRef frame, FrameDescriptor* descriptor, byte* data)
    {
        WriteSlot* slot = NextSlot();
        int copied = SoftwareOffload.CopyChecksummed(
            new ReadOnlySpan<byte>(data, descriptor->Length), descriptor->Vnet, new Span<byte>(slot->Headers, Segmenter.MaxHeaderLength));
        WritePieces(
            port, UringTag.Write(port, frame), slot, default, slot->Headers, copied, data + copied, descriptor->Length - copied);
    }

    private void WriteSegments(Port port, FrameRef frame, FrameDescriptor* descriptor, byte* data)
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
            WritePieces(
                port, UringTag.WriteSegment(port, frame), slot, default, slot->Headers, segmenter.HeaderLength, data + offset, length);
        }
    }

    private void WritePieces(
        Port port, ulong tag, WriteSlot* slot, VnetHeader vnet, byte* first, int firstLength, byte* second, int secondLength)
    {
        TapPrefix.Write(
            new Span<byte>(slot->Prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(first, firstLength), vnet);
        iovec* pieces = WriteSlot.PiecesOf(slot);
        pieces[0] = new iovec { iov_base = slot->Prefix, iov_len = port.PrefixSize };
        pieces[1] = new iovec { iov_base = first, iov_len = firstLength };
        pieces[2] = new iovec { iov_base = second, iov_len = secondLength };
        io_uring_sqe* sqe = Next();
        sqe->opcode = LibC.IORING_OP_WRITEV;
        sqe->addr = (ulong)pieces;
        sqe->len = secondLength > 0 ? 3u : 2u;
        Finish(sqe, port, tag);
    }

    private void Finish(io_uring_sqe* sqe, Port port, ulong tag)
    {
        sqe->flags = Native.IOSQE_CQE_SKIP_SUCCESS;
        _files.Name(sqe, port);
        sqe->off = ulong.MaxValue; // the current position: taps have none
        sqe->rw_flags = Native.RWF_NOWAIT;
        sqe->user_data = tag;
    }

    private byte* NextScratch(int size)
    {
        if (_scratchUsed + size > ScratchSize)
        {
            CarryOut();
        }

        byte* start = _scratch.Address + _scratchUsed;
        _scratchUsed += (size + 63) & ~63;
        return start;
    }

    private WriteSlot* NextSlot()
    {
        if (_slotsUsed == Slots)
        {
            CarryOut();
        }

        return _slots + _slotsUsed++;
    }

    private io_uring_sqe* Next()
    {
        io_uring_sqe* sqe = _ring.NextSubmission();
        if (sqe is null)
        {
            CarryOut();
            sqe = _ring.NextSubmission();
        }

        return sqe;
    }

    // In the middle of a list: the kernel takes what is queued, and so is done with the slots.
    private void CarryOut()
    {
        _ring.Enter(0);
        if (!_ring.IsEverythingTaken)
        {
            Environment.FailFast("io_uring took no more submissions with room for every completion");
        }

        Reset();
    }
}
