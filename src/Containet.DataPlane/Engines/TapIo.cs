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

        // Safe: the buffer is this frame's and as long as said.
        iovec vector = new() { iov_base = pool.ReadAddress(index), iov_len = FramePool.ReadCapacity };
        int length = (int)ReadVectors(port.Tap!.Value, &vector, 1);
        if (length < 0)
        {
            pool.Release(index);
            return Marshal.GetLastPInvokeError();
        }

        dropped = ReadFrame.Accept(port, pool, index, length);
        if (dropped != DropReason.None)
        {
            pool.Release(index);
            return 0;
        }

        frame = new FrameRef(pool.Owner, index);
        return 0;
    }

    /// <summary>Writes one frame, or super-frame, prefix and all.</summary>
    /// <param name="port">An attached port.</param>
    /// <param name="pieces">What it consists of.</param>
    /// <param name="count">How many pieces.</param>
    /// <returns>0 or an errno.</returns>
    public int Write(Port port, iovec* pieces, int count)
    {
        while (true)
        {
            nint written = _flags != 0
                ? Native.pwritev2(port.Tap!.Value, pieces, count, CurrentPosition, _flags)
                : Native.writev(port.Tap!.Value, pieces, count);
            if (written >= 0)
            {
                return 0;
            }

            if (!MayRetry())
            {
                return Marshal.GetLastPInvokeError();
            }
        }
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
