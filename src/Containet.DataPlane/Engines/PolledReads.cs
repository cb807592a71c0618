using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// From Linux 5.15 on, where multishot reads are lacking: a poll of every port tells when it can be read. In a port's turn its
/// reads and its next poll are submitted together, about as many reads as lately brought frames.
/// <para>
/// The reads do not block (RWF_NOWAIT), so that the kernel carries them out one by one while it takes them, and order is kept.
/// Those that find nothing end with EAGAIN, of which the kernel tells later, as of everything that fails; till then they keep
/// their frames. The poll behind them completes at once if there is more to read. So a port is either polled or in the queue
/// for its turn, and no wake-up can be lost; polls are one-shot, because those that go on tell of changes only.
/// </para>
/// </summary>
internal unsafe struct PolledReads : IUringReads<PolledReads>
{
    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly bool[] _polled = new bool[MacTable.MaxPort + 1];
    private readonly Turn[] _turns = new Turn[MacTable.MaxPort + 1];
    private ReadyQueue _ready = new(MacTable.MaxPort + 1);
    private int _submitted; // reads whose completion nobody has looked at

    private PolledReads(FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _files = files;
    }

    /// <inheritdoc/>
    public static string Name => "io_uring-5.15";

    /// <inheritdoc/>
    public readonly bool IsStarved => !_ready.IsEmpty;

    /// <inheritdoc/>
    public static PolledReads Make(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files) => new(pool, exchange, files);

    /// <inheritdoc/>
    public void Add(ushort number) => _ready.Add(number);

    /// <inheritdoc/>
    public void Begin(Port?[] ports, int room)
    {
        for (int left = _ready.Count; left > 0 && _submitted < room; left--)
        {
            if (!_pool.TryTake(out int first))
            {
                return; // whose turn it is keeps it
            }

            ushort number = _ready.Take();
            if (ports[number] is { Failure: 0 } port && !_polled[number])
            {
                // While others wait, no more than a port's budget; alone, whatever there is room for.
                int most = Math.Min(room - _submitted, Math.Max(WorkerLimits.PortBudget, (room - _submitted) / left));
                Read(port, first, Math.Min(most, NextBatch(number)));
                Poll(port);
            }
            else
            {
                _pool.Release(first);
            }
        }
    }

    /// <inheritdoc/>
    public int Take(in io_uring_cqe completion)
    {
        ushort number = UringTag.PortOf(completion.user_data);
        if (IsPoll(completion))
        {
            _polled[number] = false;
            _ready.Add(number); // passed over if the port has failed or is gone
            return -1;
        }

        _submitted--;
        ref Turn turn = ref _turns[number];
        turn.InFlight--;
        turn.Got += completion.res > 0 ? (ushort)1 : (ushort)0;
        return UringTag.FrameOf(completion.user_data);
    }

    /// <inheritdoc/>
    public readonly ulong InFlight(ushort number) => _polled[number] ? UringTag.Poll(number) : 0;

    /// <inheritdoc/>
    public readonly bool IsOver(ushort number, ReadOnlySpan<io_uring_cqe> waiting)
    {
        bool polled = _polled[number];
        int reads = _turns[number].InFlight;
        foreach (ref readonly io_uring_cqe completion in waiting)
        {
            if (UringTag.PortOf(completion.user_data) == number)
            {
                bool poll = IsPoll(completion);
                polled &= !poll;
                reads -= poll ? 0 : 1;
            }
        }

        return !polled && reads == 0;
    }

    private static bool IsPoll(in io_uring_cqe completion) => UringTag.KindOf(completion.user_data) == UringTagKind.Poll;

    // A read that finds nothing costs more than a turn for want of one: as many as came last time, some more if all brought
    // something.
    private readonly int NextBatch(ushort number)
    {
        Turn last = _turns[number];
        return last.Got >= last.Asked ? last.Asked + (last.Asked / 4) + 1 : Math.Max((int)last.Got, 1);
    }

    private void Read(Port port, int index, int count)
    {
        int asked = 0;
        do
        {
            io_uring_sqe* sqe = _exchange.Next();
            sqe->opcode = LibC.IORING_OP_READ;
            _files.Name(sqe, port);
            sqe->addr = (ulong)_pool.ReadAddress(index);
            sqe->len = FramePool.ReadCapacity;
            sqe->off = ulong.MaxValue; // the current position: taps have none
            sqe->rw_flags = Native.RWF_NOWAIT;
            sqe->user_data = UringTag.Read(port.Number, index);
            _submitted++;
        }
        while (++asked < count && _pool.TryTake(out index));

        ref Turn turn = ref _turns[port.Number];
        turn.Asked = (ushort)asked;
        turn.Got = 0;
        turn.InFlight += (ushort)asked;
    }

    private readonly void Poll(Port port)
    {
        io_uring_sqe* sqe = _exchange.Next();
        sqe->opcode = LibC.IORING_OP_POLL_ADD;
        _files.Name(sqe, port);
        sqe->poll_events = (ushort)LibC.POLLIN;
        sqe->user_data = UringTag.Poll(port.Number);
        _polled[port.Number] = true;
    }

    // A port's reads.
    private struct Turn
    {
        public ushort Asked; // in its last turn
        public ushort Got; // frames, since then
        public ushort InFlight; // of all turns: submitted, and nobody has looked at the completion
    }
}
