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
        byte* head = owner.Head(index);
        byte* tail = frame->Tail < 0 ? null : owner.Tail(frame->Tail);
        if (port.VnetHeaderSize > 0 || frame->Vnet.IsFinished)
        {
            int errno = WritePieces(port, frame->Vnet, head, frame->HeadLength, null, 0, tail, frame->TailLength);
            written = errno == 0 ? frame->Segments : 0;
            return errno;
        }

        return frame->Vnet.IsGso
            ? WriteSegments(port, frame, head, tail, out written)
            : WriteChecksummed(port, frame, head, tail, out written);
    }

    // The checksum is put into a copy of the first bytes, because the frame may be on its way to others too.
    private int WriteChecksummed(Port port, FrameDescriptor* frame, byte* head, byte* tail, out int written)
    {
        int start = frame->Vnet.ChecksumStart;
        int field = start + frame->Vnet.ChecksumOffset;
        ushort sum = SumOf(frame, head, tail, start, frame->Length - start);
        ushort checksum = Segmenter.FinishChecksum(sum);

        // Safe: the validator has seen that the field lies in the head; a field further on than any header has is refused there.
        byte* copy = stackalloc byte[Segmenter.MaxHeaderLength];
        Buffer.MemoryCopy(head, copy, Segmenter.MaxHeaderLength, field + sizeof(ushort));
        *(ushort*)(copy + field) = checksum;
        int rest = field + sizeof(ushort);
        int errno = WritePieces(port, default, copy, rest, head + rest, frame->HeadLength - rest, tail, frame->TailLength);
        written = errno == 0 ? 1 : 0;
        return errno;
    }

    private int WriteSegments(Port port, FrameDescriptor* frame, byte* head, byte* tail, out int written)
    {
        var headSpan = new ReadOnlySpan<byte>(head, frame->HeadLength);
        var segmenter = new Segmenter(headSpan, frame->Length, frame->Vnet);
        byte* headers = stackalloc byte[Segmenter.MaxHeaderLength];
        for (written = 0; written < segmenter.Count; written++)
        {
            (int offset, int length) = segmenter.PayloadOf(written);
            ushort sum = SumOf(frame, head, tail, offset, length);
            segmenter.WriteHeaders(headSpan, written, sum, new Span<byte>(headers, Segmenter.MaxHeaderLength));
            (int inHead, int inTail) = Split(frame, offset, length);
            int errno = WritePieces(
                port, default, headers, segmenter.HeaderLength, head + offset, inHead, tail + Math.Max(0, offset - frame->HeadLength), inTail);
            if (errno != 0)
            {
                return errno;
            }
        }

        return 0;
    }

    // How many bytes of a stretch of the frame lie in its head, and how many in its tail.
    private static (int InHead, int InTail) Split(FrameDescriptor* frame, int offset, int length)
    {
        int inHead = Math.Clamp(frame->HeadLength - offset, 0, length);
        return (inHead, length - inHead);
    }

    private static ushort SumOf(FrameDescriptor* frame, byte* head, byte* tail, int offset, int length)
    {
        // Safe: the stretch lies within the frame's lengths as read.
        (int inHead, int inTail) = Split(frame, offset, length);
        ushort sum = InternetChecksum.Sum(new ReadOnlySpan<byte>(head + offset, inHead));
        ushort tailSum = InternetChecksum.Sum(new ReadOnlySpan<byte>(tail + Math.Max(0, offset - frame->HeadLength), inTail));
        return InternetChecksum.Concatenate(sum, inHead, tailSum);
    }

    private int WritePieces(
        Port port, VnetHeader vnet, byte* first, int firstLength, byte* second, int secondLength, byte* third, int thirdLength)
    {
        byte* prefix = stackalloc byte[TapPrefix.MaxSize];
        TapPrefix.Write(
            new Span<byte>(prefix, port.PrefixSize), port.PacketInformation, new ReadOnlySpan<byte>(first, firstLength), vnet);

        // Safe: the pieces are the caller's and live until the call returns; an empty one is passed over by the kernel.
        iovec* vectors = stackalloc iovec[4];
        vectors[0] = new iovec { iov_base = prefix, iov_len = port.PrefixSize };
        vectors[1] = new iovec { iov_base = first, iov_len = firstLength };
        int count = 2;
        if (secondLength > 0)
        {
            vectors[count++] = new iovec { iov_base = second, iov_len = secondLength };
        }

        if (thirdLength > 0)
        {
            vectors[count++] = new iovec { iov_base = third, iov_len = thirdLength };
        }

        return WriteVectors(port.Tap!.Value, vectors, count) < 0 ? Marshal.GetLastPInvokeError() : 0;
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

        FrameDescriptor* descriptor = pool.Descriptor(index);
        if (port.VnetHeaderSize > 0 && !AcceptVnet(VnetHeader.Read(prefix[(port.PrefixSize - port.VnetHeaderSize)..]), descriptor, index, length))
        {
            return DropReason.BadVnetHeader;
        }

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

    private bool AcceptVnet(VnetHeader vnet, FrameDescriptor* descriptor, int index, int length)
    {
        if (vnet.IsFinished)
        {
            return true;
        }

        var head = new ReadOnlySpan<byte>(pool.Head(index), Math.Min(length, FramePool.HeadCapacity));
        if (!VnetValidator.IsValid(vnet, head, length, out int headerLength))
        {
            return false;
        }

        descriptor->Vnet = vnet;
        if (vnet.IsGso)
        {
            descriptor->HeaderLength = (ushort)headerLength;
            descriptor->Segments = (ushort)((length - headerLength + vnet.GsoSize - 1) / vnet.GsoSize);
        }

        return true;
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
