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
/// </summary>
internal unsafe struct MultishotReads : IUringReads<MultishotReads>
{
    private const ushort BufferGroup = 0;

    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly BufferRing _buffers;
    private readonly bool[] _reading = new bool[MacTable.MaxPort + 1];
    private ReadyQueue _toRead = new(MacTable.MaxPort + 1); // ports whose read is to be begun
    private int _provided; // buffers that the kernel may take, or has taken and nobody has looked at

    private MultishotReads(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _files = files;
        _buffers = ring.RegisterBuffers(BufferGroup, WorkerLimits.ProvidedBuffers);
    }

    /// <inheritdoc/>
    public static string Name => "io_uring";

    /// <inheritdoc/>
    public readonly bool IsStarved => !_toRead.IsEmpty;

    /// <inheritdoc/>
    public static MultishotReads Make(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files) =>
        ring.Supports(Native.IORING_OP_READ_MULTISHOT)
            ? new MultishotReads(ring, pool, exchange, files)
            : throw new LinuxException(LibC.EOPNOTSUPP, "io_uring", "multishot reads (since Linux 6.7)");

    /// <inheritdoc/>
    public void Add(ushort number) => _toRead.Add(number);

    /// <inheritdoc/>
    public void Begin(Port?[] ports, int room)
    {
        Provide(room);
        for (int count = _provided > 0 ? _toRead.Count : 0; count > 0; count--)
        {
            ushort number = _toRead.Take();
            if (ports[number] is { Failure: 0 } port && !_reading[number])
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

    /// <inheritdoc/>
    public int Take(in io_uring_cqe completion)
    {
        if (IsLast(completion))
        {
            ushort number = UringTag.PortOf(completion.user_data);
            _reading[number] = false;
            _toRead.Add(number); // passed over if the port has failed or is gone
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
    public readonly bool IsOver(ushort number, ReadOnlySpan<io_uring_cqe> waiting)
    {
        bool over = !_reading[number];
        foreach (ref readonly io_uring_cqe completion in waiting)
        {
            over |= UringTag.PortOf(completion.user_data) == number && IsLast(completion);
        }

        return over;
    }

    private static bool IsLast(in io_uring_cqe completion) => (completion.flags & Native.IORING_CQE_F_MORE) == 0;

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
