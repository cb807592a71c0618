using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>The writing half of <see cref="EpollEngine"/>: each write is carried out at once. One worker's thread.</summary>
internal sealed unsafe class EpollWriter(TapIo io, Epoll epoll)
{
    private readonly PinnedBlock _slot = new(sizeof(WriteSlot));
    private readonly PinnedBlock _scratch = new(FramePool.ReadCapacity);

    /// <summary>The interface is gone: epoll would report the descriptor for ever. Control sees the failure and removes the port.</summary>
    public void GiveUp(Port port, int errno)
    {
        if (port.Failure == 0)
        {
            epoll.Remove(port.Tap!.Value);
            port.Fail(errno);
        }
    }

    private void Write(Port port, iovec* pieces, int count, int frames, int wire)
    {
        int errno = io.Write(port, pieces, count);
        if (errno == 0)
        {
            port.Counters.CountSent(frames, wire);
            return;
        }

        port.Counters.CountDrop(WriteErrors.ReasonOf(errno), frames);
        if (WriteErrors.IsGone(errno))
        {
            GiveUp(port, errno);
        }
    }

    /// <summary>The writer as a sink.</summary>
    public readonly struct Sink(EpollWriter writer) : IWriteSink
    {
        /// <inheritdoc/>
        public WriteSlot* Begin(int size, out byte* scratch)
        {
            scratch = writer._scratch.Address; // longer than the longest super-frame and its prefix
            return (WriteSlot*)writer._slot.Address;
        }

        /// <inheritdoc/>
        public void Write(Port port, byte* bytes, int length, int frames, int wire)
        {
            iovec piece = new() { iov_base = bytes, iov_len = length };
            writer.Write(port, &piece, 1, frames, wire);
        }

        /// <inheritdoc/>
        public void Write(Port port, iovec* pieces, int count, int frames, int wire) => writer.Write(port, pieces, count, frames, wire);
    }
}
