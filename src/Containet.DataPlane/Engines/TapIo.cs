using System.Runtime.InteropServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// One frame from a tap, one frame to a tap, by vectored system calls that do not block whatever another holder of the
/// descriptor does to its flags (RWF_NOWAIT; kernels that cannot do it on taps rely on O_NONBLOCK). One worker's thread.
/// </summary>
internal sealed unsafe class TapIo(FramePool pool)
{
    private const int CurrentPosition = -1;
    private readonly byte[] _scrap = GC.AllocateArray<byte>(256, pinned: true);
    private int _flags = Native.RWF_NOWAIT;
    private int _spareTail = -1;

    /// <summary>Reads the next frame of a port into a frame of this worker's pool.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="frame">The frame, held once, if there was one that can be forwarded.</param>
    /// <param name="dropped">Why there was one that cannot.</param>
    /// <returns>0, or an errno: EAGAIN if there is nothing to read.</returns>
    public int Read(Port port, out FrameRef frame, out DropReason dropped)
    {
        frame = default;
        dropped = DropReason.None;
        if (!pool.TryTake(out int index))
        {
            dropped = DropReason.PoolEmpty;
            return Discard(port);
        }

        if (_spareTail < 0)
        {
            _spareTail = pool.TakeTail();
        }

        // Safe: the head has Headroom bytes before it, more than any prefix; the lengths are the buffers' own.
        int headSpace = port.PrefixSize + FramePool.HeadCapacity;
        byte* prefix = pool.Head(index) - port.PrefixSize;
        iovec* vectors = stackalloc iovec[2];
        vectors[0] = new iovec { iov_base = prefix, iov_len = headSpace };
        vectors[1] = new iovec { iov_base = _spareTail < 0 ? null : pool.Tail(_spareTail), iov_len = _spareTail < 0 ? 0 : FramePool.TailCapacity };
        int length = (int)ReadVectors(port.Tap!.Value, vectors, _spareTail < 0 ? 1 : 2);
        if (length < 0)
        {
            pool.Release(index);
            return Marshal.GetLastPInvokeError();
        }

        dropped = Accept(port, index, new ReadOnlySpan<byte>(prefix, port.PrefixSize), length - port.PrefixSize);
        if (dropped != DropReason.None)
        {
            pool.Release(index);
            return 0;
        }

        frame = new FrameRef(pool.Owner, index);
        return 0;
    }

    /// <summary>Writes a finished frame to a port.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="owner">The pool of the frame, this worker's or another's.</param>
    /// <param name="index">The frame, held.</param>
    /// <returns>0 or an errno.</returns>
    public int Write(Port port, FramePool owner, int index)
    {
        FrameDescriptor* descriptor = owner.Descriptor(index);
        byte* head = owner.Head(index);
        byte* prefix = stackalloc byte[TapPrefix.MaxSize];
        TapPrefix.WriteFinished(
            new Span<byte>(prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(head, descriptor->HeadLength));

        // Safe: the frame is held, its lengths are those that were read; empty vectors are left out or harmless.
        iovec* vectors = stackalloc iovec[3];
        vectors[0] = new iovec { iov_base = prefix, iov_len = port.PrefixSize };
        vectors[1] = new iovec { iov_base = head, iov_len = descriptor->HeadLength };
        vectors[2] = new iovec
        {
            iov_base = descriptor->Tail < 0 ? null : owner.Tail(descriptor->Tail),
            iov_len = descriptor->TailLength,
        };
        nint written = WriteVectors(port.Tap!.Value, vectors, descriptor->TailLength == 0 ? 2 : 3);
        return written < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    // Takes what was read into the descriptor, or says why not.
    private DropReason Accept(Port port, int index, ReadOnlySpan<byte> prefix, int length)
    {
        int space = FramePool.HeadCapacity + (_spareTail < 0 ? 0 : FramePool.TailCapacity);
        if (length >= space || TapPrefix.IsCut(prefix, port.PacketInformation))
        {
            // A read tells no more than that the buffer is full; without a tail the frame may have been of any length.
            return _spareTail < 0 ? DropReason.PoolEmpty : DropReason.Giant;
        }

        if (length < Forwarder.HeaderSize)
        {
            return DropReason.Runt;
        }

        if (!TapPrefix.IsFinished(prefix[(port.PrefixSize - port.VnetHeaderSize)..]))
        {
            return DropReason.BadVnetHeader;
        }

        FrameDescriptor* descriptor = pool.Descriptor(index);
        descriptor->Ingress = port.Number;
        descriptor->Network = port.Network.Id;
        descriptor->HeadLength = Math.Min(length, FramePool.HeadCapacity);
        if (length > FramePool.HeadCapacity)
        {
            descriptor->TailLength = length - FramePool.HeadCapacity;
            descriptor->Tail = _spareTail;
            _spareTail = -1;
        }

        return DropReason.None;
    }

    // No frame to read into: the oldest frame is thrown away, so that the others come in order when there is room again.
    private int Discard(Port port)
    {
        // Safe: the array is pinned, and the kernel cuts what does not fit.
        fixed (byte* scrap = _scrap)
        {
            iovec vector = new() { iov_base = scrap, iov_len = _scrap.Length };
            return ReadVectors(port.Tap!.Value, &vector, 1) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    private nint ReadVectors(int fd, iovec* vectors, int count)
    {
        while (true)
        {
            nint read = _flags != 0
                ? Native.preadv2(fd, vectors, count, CurrentPosition, _flags)
                : Native.readv(fd, vectors, count);
            if (read >= 0 || !MayRetry())
            {
                return read;
            }
        }
    }

    private nint WriteVectors(int fd, iovec* vectors, int count)
    {
        while (true)
        {
            nint written = _flags != 0
                ? Native.pwritev2(fd, vectors, count, CurrentPosition, _flags)
                : Native.writev(fd, vectors, count);
            if (written >= 0 || !MayRetry())
            {
                return written;
            }
        }
    }

    // Interrupted, or a kernel whose taps do not know RWF_NOWAIT: from then on without it.
    private bool MayRetry()
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno == LibC.EOPNOTSUPP && _flags != 0)
        {
            _flags = 0;
            return true;
        }

        return errno == LibC.EINTR;
    }
}
