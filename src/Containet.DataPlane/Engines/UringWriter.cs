using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// The writing half of <see cref="UringEngine{TReads}"/>: writes become submissions, which the kernel carries out while it takes them
/// (RWF_NOWAIT), so that what they point to may change once <see cref="UringExchange.Enter"/> has returned. A write counts as
/// sent when it is queued; one that fails says so in its completion, perhaps some turns later, and is counted otherwise then.
/// One worker's thread.
/// </summary>
internal sealed unsafe class UringWriter
{
    /// <summary>Writes that may wait to be carried out.</summary>
    public const int MaxWrites = 1024;

    private const int ScratchSize = 1 << 18; // four of the longest super-frames

    private readonly UringExchange _exchange;
    private readonly UringFiles _files;
    private readonly byte _flags; // of every write
    private readonly PinnedBlock _memory = new((long)MaxWrites * sizeof(WriteSlot));
    private readonly PinnedBlock _scratch = new(ScratchSize + 64);
    private readonly WriteSlot* _slots;
    private readonly Port?[] _ports;
    private int _writeCount;
    private int _scratchUsed;

    /// <summary>Makes the writer of an exchange.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="exchange">Where submissions go.</param>
    /// <param name="files">How ports are named there.</param>
    /// <param name="ports">The ports that are attached, by number.</param>
    public UringWriter(IoUring ring, UringExchange exchange, UringFiles files, Port?[] ports)
    {
        _flags = ring.CanSkipSuccess ? Native.IOSQE_CQE_SKIP_SUCCESS : (byte)0;
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

    /// <summary>A write was counted as sent when it was queued, and has failed.</summary>
    /// <param name="tag">What it said of itself.</param>
    /// <param name="errno">Why.</param>
    public void TakeFailure(ulong tag, int errno)
    {
        if (_ports[UringTag.PortOf(tag)] is not { } port || !UringTag.IsTo(tag, port))
        {
            return; // it has left; one that moves leaves nothing behind, because UringReader.Stop waits for what was put off
        }

        int frames = UringTag.FramesOf(tag);
        port.Counters.Uncount(frames, UringTag.WireOf(tag));
        port.Counters.CountDrop(WriteErrors.ReasonOf(errno), frames);
        if (WriteErrors.IsGone(errno))
        {
            port.Fail(errno);
        }
    }

    // What is queued in the middle of a list is carried out if there is no room.
    private WriteSlot* Begin(int size, out byte* scratch)
    {
        if (_writeCount == MaxWrites || _scratchUsed + size > ScratchSize || !_exchange.HasRoom)
        {
            _exchange.Enter(0);
        }

        scratch = _scratch.Address + _scratchUsed;
        _scratchUsed += (size + 63) & ~63;
        return _slots + _writeCount;
    }

    private void Submit(byte operation, void* address, int length, Port port, int frames, int wire)
    {
        io_uring_sqe* sqe = _exchange.Next();
        sqe->opcode = operation;
        sqe->flags = _flags;
        _files.Name(sqe, port);
        sqe->addr = (ulong)address;
        sqe->len = (uint)length;
        sqe->off = ulong.MaxValue; // the current position: taps have none
        sqe->rw_flags = Native.RWF_NOWAIT;
        sqe->user_data = UringTag.Write(port, frames, wire);
        _writeCount++;
        port.Counters.CountSent(frames, wire);
    }

    /// <summary>The writer as a sink.</summary>
    public readonly struct Sink(UringWriter writer) : IWriteSink
    {
        /// <inheritdoc/>
        public WriteSlot* Begin(int size, out byte* scratch) => writer.Begin(size, out scratch);

        /// <inheritdoc/>
        public void Write(Port port, byte* bytes, int length, int frames, int wire) =>
            writer.Submit(LibC.IORING_OP_WRITE, bytes, length, port, frames, wire);

        /// <inheritdoc/>
        public void Write(Port port, iovec* pieces, int count, int frames, int wire) =>
            writer.Submit(LibC.IORING_OP_WRITEV, pieces, count, port, frames, wire);
    }
}
