using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Taps by io_uring(7): one system call a turn writes what the turn before decided, and brings what has come.
/// <para>
/// Each port has one multishot read in flight. It takes buffers from a ring of a few, filled from the top of the worker's
/// free list, and posts a completion a frame, in order. Running out of buffers, or an error, ends it; it is begun again
/// when there are buffers.
/// </para>
/// <para>
/// Writes do not block (RWF_NOWAIT), so that the kernel carries them out while it takes them, in order; only one that
/// fails posts a completion. When <see cref="IoUring.Enter"/> returns, every frame handed to <see cref="Transmit"/> is
/// done with, and <see cref="Complete"/> gives it back once the failures have been counted.
/// </para>
/// </summary>
public unsafe struct UringEngine : IEngine
{
    private const int Submissions = 1024;
    private const int CompletionSlots = 4096;
    private const ushort BufferGroup = 0;
    private const int WrittenSlots = 2 * WorkerLimits.Deliveries;

    private readonly Fabric _fabric;
    private readonly FramePool _pool;
    private readonly Doorbell _doorbell;
    private readonly IoUring _ring;
    private readonly UringFiles _files;
    private readonly BufferRing _buffers;
    private readonly UringWriter _writer;
    private readonly Gatherer _gatherer;
    private readonly Port?[] _ports;
    private readonly bool[] _reading;
    private readonly (ushort Port, ushort Index, int Length)[] _read;
    private readonly FrameRef[] _written;
    private ReadyQueue _toRead; // ports whose read is to be begun
    private int _readCount;
    private int _readTaken;
    private uint _writtenCount; // since the start, as the two behind it; the frames between them lie in _written
    private uint _doneCount; // of the written ones, those that the kernel is done with
    private uint _doneTaken;
    private int _provided; // buffers that the kernel may take
    private bool _enabled;
    private bool _listening;

    /// <summary>Makes the engine of one worker.</summary>
    /// <param name="fabric">What the workers share.</param>
    /// <param name="worker">The worker's index.</param>
    /// <exception cref="LinuxException">io_uring, or something of it that is needed, could not be had.</exception>
    public UringEngine(Fabric fabric, int worker)
    {
        _fabric = fabric;
        _pool = fabric.Pool(worker);
        _doorbell = fabric.Doorbell(worker);
        _ring = new IoUring(Submissions, CompletionSlots);
        _gatherer = new Gatherer(fabric);
        _ports = new Port?[MacTable.MaxPort + 1];
        _reading = new bool[MacTable.MaxPort + 1];
        _read = new (ushort, ushort, int)[WorkerLimits.ProvidedBuffers];
        _written = new FrameRef[WrittenSlots];
        _toRead = new ReadyQueue(MacTable.MaxPort + 1);
        try
        {
            if (!_ring.Supports(Native.IORING_OP_READ_MULTISHOT))
            {
                throw new LinuxException(LibC.EOPNOTSUPP, "io_uring", "multishot reads (since Linux 6.7)");
            }

            _files = new UringFiles(_ring, MacTable.MaxPort + 1);
            _writer = new UringWriter(_ring, _files);
            _buffers = _ring.RegisterBuffers(BufferGroup, WorkerLimits.ProvidedBuffers);
        }
        catch (LinuxException)
        {
            _ring.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public static string Name => "io_uring";

    /// <summary>Whether this kernel, and what confines this process, allow it.</summary>
    /// <param name="reason">Why not.</param>
    public static bool IsAvailable(out string reason)
    {
        try
        {
            using var fabric = new Fabric(1, WorkerLimits.ProvidedBuffers, 2);
            using var engine = new UringEngine(fabric, 0);
            reason = "";
            return true;
        }
        catch (LinuxException missing)
        {
            reason = missing.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    public int Attach(Port port)
    {
        Enable();
        try
        {
            _files.Add(port);
        }
        catch (LinuxException refused)
        {
            return refused.Errno;
        }

        _ports[port.Number] = port;
        _toRead.Add(port.Number);
        return 0;
    }

    /// <inheritdoc/>
    public void Detach(Port port)
    {
        if (_reading[port.Number])
        {
            io_uring_sqe* sqe = NextSubmission();
            sqe->opcode = LibC.IORING_OP_ASYNC_CANCEL;
            sqe->addr = UringTag.Read(port.Number);
            sqe->user_data = UringTag.Cancel;
        }

        // Writes that are queued are carried out by the first of these; the read's last completion ends them.
        do
        {
            Enter(wait: _reading[port.Number] ? 1 : 0);
            DropRead(port);
        }
        while (_reading[port.Number]);

        _files.Remove(port);
        _ports[port.Number] = null;
    }

    /// <inheritdoc/>
    public bool Wait(bool block)
    {
        Enable();
        Provide();
        BeginReads();

        // A port that waits for buffers is begun again when frames come back, of which nobody rings: no sleep until then.
        bool sleep = block && _readCount == 0 && _toRead.IsEmpty;
        if (!sleep && !_ring.HasWork)
        {
            return _readCount > 0;
        }

        Enter(wait: sleep ? 1 : 0);
        return _readCount > 0;
    }

    /// <inheritdoc/>
    public int Receive(Span<FrameRef> frames)
    {
        int received = 0;
        while (_readTaken < _readCount && received < frames.Length)
        {
            (ushort number, ushort index, int length) = _read[_readTaken++];
            Port port = _ports[number]!;
            DropReason dropped = ReadFrame.Accept(port, _pool, index, length);
            if (dropped == DropReason.None)
            {
                frames[received++] = new FrameRef(_pool.Owner, index);
            }
            else
            {
                port.Counters.CountReceived(1, 0);
                port.Counters.CountDrop(dropped);
                _pool.Release(index);
            }
        }

        if (_readTaken == _readCount)
        {
            _readTaken = _readCount = 0;
        }

        return received;
    }

    /// <inheritdoc/>
    public void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        _gatherer.Begin();
        for (int i = 0; i < deliveries.Length; i++)
        {
            _written[_writtenCount++ % WrittenSlots] = deliveries[i].Frame;
            if (CanWrite(deliveries[i]) is { } port)
            {
                _gatherer.Add(i, deliveries[i].Frame, port);
            }
        }

        for (int i = 0; i < _gatherer.Count; i++)
        {
            ref readonly Gatherer.Entry entry = ref _gatherer[i];
            if (entry.Run.Segments > 1)
            {
                _writer.WriteRun(entry, _gatherer, deliveries, _fabric);
            }
            else
            {
                FrameRef frame = deliveries[entry.First].Frame;
                _writer.Write(entry.Port, frame, _fabric.Pool(frame.Owner));
            }
        }

        // Room for another list: the worker takes what is done before it hands over the next.
        if (_writtenCount - _doneCount > WorkerLimits.Deliveries)
        {
            Enter(wait: 0);
        }
    }

    /// <inheritdoc/>
    public int Complete(Span<FrameRef> frames)
    {
        int count = 0;
        while (count < frames.Length && _doneTaken != _doneCount)
        {
            frames[count++] = _written[_doneTaken++ % WrittenSlots];
        }

        return count;
    }

    /// <inheritdoc/>
    public readonly void Dispose() => _ring.Dispose();

    // Counts a delivery as sent, or says why not.
    private readonly Port? CanWrite(Delivery delivery)
    {
        Port? port = _ports[delivery.Port];

        // Safe: whoever handed over the delivery keeps the frame until it comes back from Complete.
        FrameDescriptor* frame = _fabric.Pool(delivery.Frame.Owner).Descriptor(delivery.Frame.Index);
        if (port is null || port.Failure != 0 || frame->LongestSegment > port.MaxFrame)
        {
            port?.Counters.CountDrop(port.Failure != 0 ? DropReason.PortGone : DropReason.OverMtu, frame->Segments);
            return null;
        }

        port.Counters.CountSent(frame->Segments, frame->WireLength);
        return port;
    }

    // SINGLE_ISSUER binds the ring to the thread that enables it: the worker's, not the one that made the engine.
    private void Enable()
    {
        if (!_enabled)
        {
            _ring.Enable();
            _enabled = true;
        }
    }

    // Buffers from the top of the free list: the ones that were used last.
    private void Provide()
    {
        int filled = 0;
        while (_provided < WorkerLimits.ProvidedBuffers - (_readCount - _readTaken) && _pool.TryTake(out int index))
        {
            _buffers.Fill(filled++, _pool.ReadAddress(index), FramePool.ReadCapacity, (ushort)index);
            _provided++;
        }

        if (filled > 0)
        {
            _buffers.Publish(filled);
        }
    }

    private void BeginReads()
    {
        if (!_listening)
        {
            io_uring_sqe* sqe = NextSubmission();
            sqe->opcode = LibC.IORING_OP_POLL_ADD;
            sqe->fd = _doorbell.Descriptor;
            sqe->len = Native.IORING_POLL_ADD_MULTI;
            sqe->poll_events = (ushort)LibC.POLLIN;
            sqe->user_data = UringTag.Doorbell;
            _listening = true;
        }

        for (int count = _provided > 0 ? _toRead.Count : 0; count > 0; count--)
        {
            ushort number = _toRead.Take();
            if (_ports[number] is { Failure: 0 } port && !_reading[number])
            {
                io_uring_sqe* sqe = NextSubmission();
                sqe->opcode = Native.IORING_OP_READ_MULTISHOT;
                sqe->flags = LibC.IOSQE_BUFFER_SELECT;
                _files.Name(sqe, port);
                sqe->off = ulong.MaxValue;
                sqe->buf_group = BufferGroup;
                sqe->user_data = UringTag.Read(number);
                _reading[number] = true;
            }
        }
    }

    private readonly io_uring_sqe* NextSubmission()
    {
        io_uring_sqe* sqe = _ring.NextSubmission();
        if (sqe is null)
        {
            _ring.Enter(0);
            sqe = _ring.NextSubmission();
        }

        return sqe;
    }

    // Hands over, sorts what has come, and marks everything handed over as done.
    private void Enter(int wait)
    {
        do
        {
            _ring.Enter(wait);
            TakeCompletions();
            wait = 0;
        }
        while (!_ring.IsEverythingTaken);

        _writer.Reset();
        _doneCount = _writtenCount;
    }

    private void TakeCompletions()
    {
        int count = _ring.Completions;
        for (int i = 0; i < count; i++)
        {
            ref readonly io_uring_cqe completion = ref _ring.Completion(i);
            switch (UringTag.KindOf(completion.user_data))
            {
                case UringTagKind.Read:
                    TakeRead(UringTag.PortOf(completion.user_data), completion.res, completion.flags);
                    break;
                case UringTagKind.Write:
                case UringTagKind.WriteSegment:
                case UringTagKind.WriteRun:
                    TakeFailedWrite(completion.user_data, -completion.res);
                    break;
                case UringTagKind.Doorbell:
                    _listening = (completion.flags & Native.IORING_CQE_F_MORE) != 0;
                    break;
            }
        }

        _ring.Take(count);
    }

    private void TakeRead(ushort number, int result, uint flags)
    {
        if ((flags & LibC.IORING_CQE_F_BUFFER) != 0)
        {
            _provided--;
            ushort index = (ushort)(flags >> (int)LibC.IORING_CQE_BUFFER_SHIFT);
            if (result > 0)
            {
                _read[_readCount++] = (number, index, result);
            }
            else
            {
                _pool.Release(index);
            }
        }

        if ((flags & Native.IORING_CQE_F_MORE) == 0)
        {
            EndRead(number, result < 0 ? -result : 0);
        }
    }

    private void EndRead(ushort number, int errno)
    {
        _reading[number] = false;
        if (errno == 0 || errno == LibC.ENOBUFS || errno == LibC.EAGAIN || errno == LibC.EINTR)
        {
            _toRead.Add(number);
        }
        else if (errno != LibC.ECANCELED && _ports[number] is { } port)
        {
            port.Fail(errno);
        }
    }

    // It was counted as sent when it was handed over. The frame is still held: Complete gives it back only after this.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void TakeFailedWrite(ulong tag, int errno)
    {
        Port port = _ports[UringTag.PortOf(tag)]!;
        FrameRef name = UringTag.FrameOf(tag);
        FrameDescriptor* frame = _fabric.Pool(name.Owner).Descriptor(name.Index);
        (int count, int bytes) = UringTag.KindOf(tag) switch
        {
            UringTagKind.Write => (frame->Segments, frame->WireLength),
            UringTagKind.WriteSegment => (1, frame->LongestSegment),
            _ => (UringTag.CountOf(tag), UringTag.CountOf(tag) * frame->Length),
        };
        port.Counters.Uncount(count, bytes);
        port.Counters.CountDrop(WriteErrors.ReasonOf(errno), count);
        if (WriteErrors.IsGone(errno))
        {
            port.Fail(errno);
        }
    }

    // Frames of a port that leaves, read and not yet looked at.
    private void DropRead(Port port)
    {
        int kept = _readTaken;
        for (int i = _readTaken; i < _readCount; i++)
        {
            if (_read[i].Port == port.Number)
            {
                port.Counters.CountReceived(1, 0);
                port.Counters.CountDrop(DropReason.PortGone);
                _pool.Release(_read[i].Index);
            }
            else
            {
                _read[kept++] = _read[i];
            }
        }

        _readCount = kept;
    }
}
