using System.Runtime.InteropServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
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

    /// <summary>
    /// Writes a frame to a port: as it is if the port can take what is left to do with it, else finished or cut in software.
    /// </summary>
    /// <param name="port">An attached port.</param>
    /// <param name="owner">The pool of the frame, this worker's or another's.</param>
    /// <param name="index">The frame, held.</param>
    /// <param name="written">How many of the frames that it stands for were written.</param>
    /// <returns>0 or an errno.</returns>
    public int Write(Port port, FramePool owner, int index, out int written)
    {
        FrameDescriptor* frame = owner.Descriptor(index);
        byte* data = owner.Data(index);
        if (port.VnetHeaderSize > 0 || frame->Vnet.IsFinished)
        {
            int errno = WritePieces(port, frame->Vnet, data, frame->Length, null, 0);
            written = errno == 0 ? frame->Segments : 0;
            return errno;
        }

        return frame->Vnet.IsGso ? WriteSegments(port, frame, data, out written) : WriteChecksummed(port, frame, data, out written);
    }

    // The checksum is put into a copy of the first bytes, because the frame may be on its way to others too.
    private int WriteChecksummed(Port port, FrameDescriptor* frame, byte* data, out int written)
    {
        byte* copy = stackalloc byte[Segmenter.MaxHeaderLength];
        int copied = SoftwareOffload.CopyChecksummed(
            new ReadOnlySpan<byte>(data, frame->Length), frame->Vnet, new Span<byte>(copy, Segmenter.MaxHeaderLength));
        int errno = WritePieces(port, default, copy, copied, data + copied, frame->Length - copied);
        written = errno == 0 ? 1 : 0;
        return errno;
    }

    private int WriteSegments(Port port, FrameDescriptor* frame, byte* data, out int written)
    {
        var bytes = new ReadOnlySpan<byte>(data, frame->Length);
        var segmenter = new Segmenter(bytes, frame->Vnet);
        byte* headers = stackalloc byte[Segmenter.MaxHeaderLength];
        for (written = 0; written < segmenter.Count; written++)
        {
            // Safe: the segmenter names stretches within the frame's length.
            (int offset, int length) = segmenter.PayloadOf(written);
            ushort sum = InternetChecksum.Sum(bytes.Slice(offset, length));
            segmenter.WriteHeaders(bytes, written, sum, new Span<byte>(headers, Segmenter.MaxHeaderLength));
            int errno = WritePieces(port, default, headers, segmenter.HeaderLength, data + offset, length);
            if (errno != 0)
            {
                return errno;
            }
        }

        return 0;
    }

    private int WritePieces(Port port, VnetHeader vnet, byte* first, int firstLength, byte* second, int secondLength)
    {
        byte* prefix = stackalloc byte[TapPrefix.MaxSize];
        TapPrefix.Write(
            new Span<byte>(prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(first, firstLength), vnet);

        // Safe: the pieces are the caller's and live until the call returns.
        iovec* vectors = stackalloc iovec[3];
        vectors[0] = new iovec { iov_base = prefix, iov_len = port.PrefixSize };
        vectors[1] = new iovec { iov_base = first, iov_len = firstLength };
        vectors[2] = new iovec { iov_base = second, iov_len = secondLength };
        return WriteVectors(port.Tap!.Value, vectors, secondLength > 0 ? 3 : 2) < 0 ? Marshal.GetLastPInvokeError() : 0;
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
