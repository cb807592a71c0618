using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// The reading half of <see cref="UringEngine"/>: a multishot read in flight on every port, all taking buffers from one
/// ring of a few, which is filled from the top of the worker's free list. The kernel takes them in turn, so how few they
/// are decides what stays in the caches: fewer while frames are large, more while small ones make long batches. A read ends
/// when it finds no buffer, or with an error; it is begun again when there are buffers. One worker's thread.
/// </summary>
internal sealed unsafe class UringReader
{
    private const ushort BufferGroup = 0;

    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly BufferRing _buffers;
    private readonly Port?[] _ports = new Port?[MacTable.MaxPort + 1];
    private readonly bool[] _reading = new bool[MacTable.MaxPort + 1];
    private readonly (ushort Port, ushort Index, int Length)[] _read = new (ushort, ushort, int)[WorkerLimits.ProvidedBuffers];
    private ReadyQueue _toRead = new(MacTable.MaxPort + 1); // ports whose read is to be begun
    private int _room = WorkerLimits.FewestProvided; // buffers that the kernel may take and frames that wait, together
    private int _readCount;
    private int _readTaken;
    private int _provided; // buffers that the kernel may take

    /// <summary>Makes the reader, and its ring of buffers.</summary>
    /// <exception cref="LinuxException">The kernel has no such rings.</exception>
    public UringReader(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _files = files;
        _buffers = ring.RegisterBuffers(BufferGroup, WorkerLimits.ProvidedBuffers);
    }

    /// <summary>Whether frames have been read that nobody has received.</summary>
    public bool HasFrames => _readCount > 0;

    /// <summary>Whether a port waits for buffers: it is begun again when frames come back, of which nobody rings.</summary>
    public bool IsStarved => !_toRead.IsEmpty;

    /// <summary>Reads from a port from the next <see cref="Begin"/> on.</summary>
    public void Add(Port port)
    {
        _ports[port.Number] = port;
        _toRead.Add(port.Number);
    }

    /// <summary>Stops reading from a port: on return no read of it is in flight, and it is not to be begun again.</summary>
    /// <returns>Whether frames of it wait to be received.</returns>
    public bool Stop(Port port)
    {
        if (_reading[port.Number])
        {
            io_uring_sqe* sqe = _exchange.Next();
            sqe->opcode = LibC.IORING_OP_ASYNC_CANCEL;
            sqe->addr = UringTag.Read(port.Number);
            sqe->user_data = UringTag.Cancel;
        }

        do
        {
            _exchange.Enter(wait: _reading[port.Number] ? 1 : 0);
        }
        while (_reading[port.Number] || _exchange.HasDeferred); // failed writes to it may still be among what was put off

        for (int i = _readTaken; i < _readCount; i++)
        {
            if (_read[i].Port == port.Number)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets a port: on return no read of it is in flight, and no frame of it waits.</summary>
    public void Remove(Port port)
    {
        if (Stop(port))
        {
            Drop(port);
        }

        _ports[port.Number] = null;
    }

    /// <summary>Gives the kernel buffers, and begins the reads that are to be begun.</summary>
    public void Begin()
    {
        Provide();
        for (int count = _provided > 0 ? _toRead.Count : 0; count > 0; count--)
        {
            ushort number = _toRead.Take();
            if (_ports[number] is { Failure: 0 } port && !_reading[number])
            {
                io_uring_sqe* sqe = _exchange.Next();
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

    /// <summary>Takes a completion of a port's read.</summary>
    public void Take(ushort number, int result, uint flags)
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
            End(number, result < 0 ? -result : 0);
        }
    }

    /// <summary>Makes frames of what has been read, in order.</summary>
    /// <returns>How many were written to <paramref name="frames"/>.</returns>
    public int Receive(Span<FrameRef> frames)
    {
        int received = 0;
        long bytes = 0;
        while (_readTaken < _readCount && received < frames.Length)
        {
            (ushort number, ushort index, int length) = _read[_readTaken++];
            bytes += length;
            Port port = _ports[number]!;
            DropReason dropped = ReadFrame.Accept(port, _pool, index, length);
            if (dropped == DropReason.None)
            {
                frames[received++] = new FrameRef(_pool.Owner, index);
            }
            else
            {
                Discard(port, index, dropped);
            }
        }

        if (_readTaken == _readCount)
        {
            _readTaken = _readCount = 0;
        }

        if (received > 0)
        {
            _room = (int)Math.Clamp(WorkerLimits.HotBytes / (bytes / received), WorkerLimits.FewestProvided, WorkerLimits.ProvidedBuffers);
        }

        return received;
    }

    // Buffers from the top of the free list: the ones that were used last. With the frames that wait they are never more
    // than there are places for frames that wait.
    private void Provide()
    {
        int filled = 0;
        while (_provided + _readCount < _room && _pool.TryTake(out int index))
        {
            _buffers.Fill(filled++, _pool.ReadAddress(index), FramePool.ReadCapacity, (ushort)index);
            _provided++;
        }

        if (filled > 0)
        {
            _buffers.Publish(filled);
        }
    }

    private void End(ushort number, int errno)
    {
        _reading[number] = false;
        if (errno == 0 || errno == LibC.ENOBUFS || errno == LibC.EAGAIN || errno == LibC.EINTR)
        {
            _toRead.Add(number);
        }
        else if (errno != LibC.ECANCELED)
        {
            _ports[number]?.Fail(errno);
        }
    }

    // Frames of a port that leaves, read and not yet looked at.
    private void Drop(Port port)
    {
        int kept = _readTaken;
        for (int i = _readTaken; i < _readCount; i++)
        {
            if (_read[i].Port == port.Number)
            {
                Discard(port, _read[i].Index, DropReason.PortGone);
            }
            else
            {
                _read[kept++] = _read[i];
            }
        }

        _readCount = kept;
    }

    private void Discard(Port port, ushort index, DropReason reason)
    {
        port.Counters.CountReceived(1, 0);
        port.Counters.CountDrop(reason);
        _pool.Release(index);
    }
}
