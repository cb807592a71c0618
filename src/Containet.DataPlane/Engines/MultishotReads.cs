using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// From Linux 6.7 on: a multishot read in flight on every port, all taking buffers from one ring of a few, which is filled
/// from the top of the worker's free list. A read ends when it finds no buffer, or with an error; it is begun again when
/// there are buffers, the port that has waited longest first.
/// <para>
/// Left at that, the port with the most frames takes every buffer, and the others one a turn each. So where several reads
/// ended for want of buffers, the ring gets a part of the room only, and each of their ports gets a turn of
/// <see cref="SingleReads"/>, which need no buffer from the ring, before its multishot read is begun again.
/// </para>
/// </summary>
internal unsafe struct MultishotReads : IUringReads<MultishotReads>
{
    private const ushort BufferGroup = 0;

    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly BufferRing _buffers;
    private readonly SingleReads _singles;
    private readonly bool[] _reading = new bool[MacTable.MaxPort + 1];
    private readonly bool[] _resting = new bool[MacTable.MaxPort + 1];
    private ReadyQueue _dry = new(MacTable.MaxPort + 1); // ports whose read has ended, to be begun again
    private int _sharers; // ports that lately ran dry at once; kept for some turns, because the kernel tells of it late
    private int _provided; // buffers that the kernel may take, or has taken and nobody has looked at

    private MultishotReads(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _files = files;
        _singles = new SingleReads(pool, exchange, files);
        _buffers = ring.RegisterBuffers(BufferGroup, WorkerLimits.ProvidedBuffers);
    }

    /// <inheritdoc/>
    public static string Name => "io_uring";

    /// <inheritdoc/>
    public readonly bool IsStarved => !_dry.IsEmpty;

    /// <inheritdoc/>
    public static MultishotReads Make(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files) =>
        ring.Supports(Native.IORING_OP_READ_MULTISHOT)
            ? new MultishotReads(ring, pool, exchange, files)
            : throw new LinuxException(LibC.EOPNOTSUPP, "io_uring", "multishot reads (since Linux 6.7)");

    /// <inheritdoc/>
    public readonly void Add(Port port)
    {
        _resting[port.Number] = false;
        if (port.Failure == 0)
        {
            BeginReading(port);
        }
    }

    /// <inheritdoc/>
    public readonly void Rest(ushort number)
    {
        _resting[number] = true;
        if (_reading[number])
        {
            _exchange.Cancel(UringTag.Read(number));
        }
    }

    /// <inheritdoc/>
    public void Resume(ushort number)
    {
        _resting[number] = false;
        if (!_reading[number])
        {
            _dry.Add(number);
        }
    }

    /// <inheritdoc/>
    public void Begin(Port?[] ports, int room)
    {
        int dry = _dry.Count;
        _sharers = dry > 1 ? dry : _sharers / 2;
        if (_sharers > 1)
        {
            Share(ports, room);
            return;
        }

        Provide(room);
        if (dry > 0 && _provided > 0 && NextDry(ports) is { } port)
        {
            BeginReading(port);
        }
    }

    /// <inheritdoc/>
    public int Take(in io_uring_cqe completion)
    {
        if (SingleReads.Is(completion))
        {
            return _singles.Take(completion);
        }

        ushort number = UringTag.PortOf(completion.user_data);
        if (SingleReads.IsLast(completion))
        {
            _reading[number] = false;
            if (!_resting[number])
            {
                _dry.Add(number); // passed over if the port has failed or is gone
            }
        }

        if ((completion.flags & LibC.IORING_CQE_F_BUFFER) == 0)
        {
            return -1;
        }

        _provided--;
        return (int)(completion.flags >> (int)LibC.IORING_CQE_BUFFER_SHIFT);
    }

    /// <inheritdoc/>
    public readonly ulong InFlight(ushort number) => _reading[number] ? UringTag.Read(number) : 0;

    /// <inheritdoc/>
    public readonly bool IsOver(ushort number, ReadOnlySpan<io_uring_cqe> waiting) => _singles.IsOver(number, _reading[number], waiting);

    // Several ports run dry: each gets a part of the room, and so does the ring, for those that are being read. Whom there is
    // no room for is the first next time.
    private void Share(Port?[] ports, int room)
    {
        int part = Math.Max(1, room / (_sharers + 1));
        Provide(part);
        for (int dry = _dry.Count; dry > 0; dry--)
        {
            int free = room - part - _singles.Frames;
            if (free <= 0 || !_pool.TryTake(out int frame))
            {
                return;
            }

            if (NextDry(ports) is { } port)
            {
                _singles.Submit(port, frame, Math.Min(free, Math.Max(WorkerLimits.PortBudget, part)), eager: true);
                BeginReading(port);
            }
            else
            {
                _pool.Release(frame);
            }
        }
    }

    // Null if it has failed, is gone, or rests.
    private Port? NextDry(Port?[] ports)
    {
        ushort number = _dry.Take();
        return ports[number] is { Failure: 0 } port && !_reading[number] && !_resting[number] ? port : null;
    }

    private readonly void BeginReading(Port port)
    {
        io_uring_sqe* sqe = _exchange.Next();
        sqe->opcode = Native.IORING_OP_READ_MULTISHOT;
        sqe->flags = LibC.IOSQE_BUFFER_SELECT;
        _files.Name(sqe, port);
        sqe->off = ulong.MaxValue;
        sqe->buf_group = BufferGroup;
        sqe->user_data = UringTag.Read(port.Number);
        _reading[port.Number] = true;
    }

    // Buffers from the top of the free list: the ones that were used last.
    private void Provide(int room)
    {
        int filled = 0;
        while (_provided < room && _pool.TryTake(out int index))
        {
            _buffers.Fill(filled++, _pool.ReadAddress(index), FramePool.ReadCapacity, (ushort)index);
            _provided++;
        }

        if (filled > 0)
        {
            _buffers.Publish(filled);
        }
    }
}
