using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// From Linux 5.15 on, where multishot reads are lacking: a poll of every port tells when it can be read. In a port's turn its
/// reads (<see cref="SingleReads"/>) and its next poll are submitted together; the poll completes at once if there is more to
/// read. So a port is either polled or in the queue for its turn, and no wake-up can be lost. Polls are one-shot, because
/// those that go on tell of changes only.
/// </summary>
internal unsafe struct PolledReads : IUringReads<PolledReads>
{
    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly SingleReads _singles;
    private readonly bool[] _polled = new bool[MacTable.MaxPort + 1];
    private readonly bool[] _resting = new bool[MacTable.MaxPort + 1];
    private ReadyQueue _ready = new(MacTable.MaxPort + 1);

    private PolledReads(FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _files = files;
        _singles = new SingleReads(pool, exchange, files);
    }

    /// <inheritdoc/>
    public static string Name => "io_uring-5.15";

    /// <inheritdoc/>
    public readonly bool IsStarved => !_ready.IsEmpty;

    /// <inheritdoc/>
    public static PolledReads Make(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files) => new(pool, exchange, files);

    /// <inheritdoc/>
    public void Add(Port port) => Resume(port.Number);

    /// <inheritdoc/>
    public readonly void Rest(ushort number) => _resting[number] = true;

    /// <inheritdoc/>
    public void Resume(ushort number)
    {
        _resting[number] = false;
        if (!_polled[number])
        {
            _ready.Add(number);
        }
    }

    /// <inheritdoc/>
    public void Begin(Port?[] ports, int room)
    {
        for (int left = _ready.Count; left > 0 && _singles.Frames < room; left--)
        {
            if (!_pool.TryTake(out int frame))
            {
                return; // whose turn it is keeps it
            }

            ushort number = _ready.Take();
            if (ports[number] is { Failure: 0 } port && !_polled[number] && !_resting[number])
            {
                // While others wait, no more than a port's budget; alone, whatever there is room for.
                int free = room - _singles.Frames;
                _singles.Submit(port, frame, Math.Min(free, Math.Max(WorkerLimits.PortBudget, free / left)), eager: false);
                Poll(port);
            }
            else
            {
                _pool.Release(frame);
            }
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
        _polled[number] = false;
        if (!_resting[number])
        {
            _ready.Add(number); // passed over if the port has failed or is gone
        }

        return -1;
    }

    /// <inheritdoc/>
    public readonly ulong InFlight(ushort number) => _polled[number] ? UringTag.Poll(number) : 0;

    /// <inheritdoc/>
    public readonly bool IsOver(ushort number, ReadOnlySpan<io_uring_cqe> waiting) => _singles.IsOver(number, _polled[number], waiting);

    private readonly void Poll(Port port)
    {
        io_uring_sqe* sqe = _exchange.Next();
        sqe->opcode = LibC.IORING_OP_POLL_ADD;
        _files.Name(sqe, port);
        sqe->poll_events = (ushort)LibC.POLLIN;
        sqe->user_data = UringTag.Poll(port.Number);
        _polled[port.Number] = true;
    }
}
