using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Reads of one frame each, by which a port gets a turn that ends: about as many as lately brought frames. They do not block
/// (RWF_NOWAIT), so that the kernel carries them out one by one while it takes them, and order is kept. Those that find
/// nothing end with EAGAIN, of which the kernel tells later, as of everything that fails; till then they keep their frames.
/// One worker's thread.
/// </summary>
internal sealed unsafe class SingleReads(FramePool pool, UringExchange exchange, UringFiles files)
{
    private const int FewestEager = 8;

    private readonly Turn[] _turns = new Turn[MacTable.MaxPort + 1];

    /// <summary>Frames that are being read into, or have been and nobody has looked at.</summary>
    public int Frames { get; private set; }

    /// <summary>Whether a completion is of such a read.</summary>
    public static bool Is(in io_uring_cqe completion) => UringTag.KindOf(completion.user_data) == UringTagKind.SingleRead;

    /// <summary>Submits a turn of a port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="first">A frame of the pool, held by the caller, to read into first.</param>
    /// <param name="most">Reads to submit at most, 1 or more.</param>
    /// <param name="eager">Whether the port is known to have frames, and others wait: then rather too many reads than too few.</param>
    public void Submit(Port port, int first, int most, bool eager)
    {
        ref Turn turn = ref _turns[port.Number];
        int count = Math.Min(eager ? turn.EagerNext : turn.Next, most);
        int asked = 0;
        int frame = first;
        do
        {
            io_uring_sqe* sqe = exchange.Next();
            sqe->opcode = LibC.IORING_OP_READ;
            files.Name(sqe, port);
            sqe->addr = (ulong)pool.ReadAddress(frame);
            sqe->len = FramePool.ReadCapacity;
            sqe->off = ulong.MaxValue; // the current position: taps have none
            sqe->rw_flags = Native.RWF_NOWAIT;
            sqe->user_data = UringTag.SingleRead(port.Number, frame);
        }
        while (++asked < count && pool.TryTake(out frame));

        Frames += asked;
        turn.Asked = (ushort)asked;
        turn.Got = 0;
        turn.InFlight += (ushort)asked;
    }

    /// <summary>Notes what became of a read.</summary>
    /// <returns>The frame that it read into.</returns>
    public int Take(in io_uring_cqe completion)
    {
        ref Turn turn = ref _turns[UringTag.PortOf(completion.user_data)];
        turn.InFlight--;
        turn.Got += completion.res > 0 ? (ushort)1 : (ushort)0;
        Frames--;
        return UringTag.FrameOf(completion.user_data);
    }

    /// <summary>Whether a completion is the last of its submission.</summary>
    public static bool IsLast(in io_uring_cqe completion) => (completion.flags & Native.IORING_CQE_F_MORE) == 0;

    /// <summary>Whether nothing of a port is in flight, neither a read of these nor the submission that has it read otherwise.</summary>
    /// <param name="number">The port.</param>
    /// <param name="other">Whether that was in flight when completions were last looked at.</param>
    /// <param name="waiting">Completions that nobody has looked at, of all ports.</param>
    public bool IsOver(ushort number, bool other, ReadOnlySpan<io_uring_cqe> waiting)
    {
        int reads = _turns[number].InFlight;
        foreach (ref readonly io_uring_cqe completion in waiting)
        {
            if (UringTag.PortOf(completion.user_data) == number)
            {
                bool single = Is(completion);
                other &= single || !IsLast(completion);
                reads -= single ? 1 : 0;
            }
        }

        return !other && reads == 0;
    }

    // A port's reads.
    private struct Turn
    {
        public ushort Asked; // in its last turn
        public ushort Got; // frames, since then
        public ushort InFlight; // of all turns

        // A read that finds nothing costs more than a turn for want of one: as many as came last time, some more if all
        // brought something.
        public readonly int Next => Got >= Asked ? Asked + (Asked / 4) + 1 : Math.Max((int)Got, 1);

        public readonly int EagerNext => Math.Max(Got >= Asked ? 2 * Asked : Got, FewestEager);
    }
}
