using System.Runtime.InteropServices;
using Containet.Linux;
using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;
using Tmds.Linux;
using static Containet.Mpps.Kernel.Native;

namespace Containet.Mpps.Forwarders;

/// <summary>
/// The least that two taps can be joined with: one thread, one io_uring, whatever is read from the one is written to the other
/// as it is, its virtio-net header included. No address is looked at, nothing is counted. What a switch costs is what it is
/// slower than this.
/// <para>
/// Each tap has one multishot read that takes buffers from a ring of its own; each completion becomes a write of the same buffer;
/// each write's completion gives the buffer back. One system call a turn submits the writes and waits.
/// </para>
/// </summary>
internal sealed unsafe class FloorForwarder
{
    private const uint Entries = 256;
    private const int Buffers = 64; // few enough to stay in the cache when frames are large
    private const int BufferSize = 68 * 1024; // a frame of 64 KB, its Ethernet and virtio-net headers, to whole pages
    private const ulong WriteMark = 1 << 1;
    private const int BufferShift = 16;

    private readonly IoUring _ring = new(Entries);
    private readonly byte*[] _memory = new byte*[2];
    private readonly io_uring_buf*[] _provided = new io_uring_buf*[2];
    private readonly ushort[] _tails = new ushort[2];
    private readonly bool[] _starved = new bool[2];
    private readonly long _spin;

    /// <summary>Prepares to join two taps.</summary>
    /// <param name="taps">Two, with virtio-net headers of the same size; their offloads are negotiated here.</param>
    /// <param name="spin">Microseconds to look for work before sleeping.</param>
    /// <exception cref="LinuxException">io_uring, or one of its features, is not to be had.</exception>
    public FloorForwarder(ReadOnlySpan<int> taps, long spin)
    {
        const nuint Page = 4096;
        _spin = spin * 1000;
        _ring.RegisterFiles(taps);
        for (int t = 0; t < taps.Length; t++)
        {
            Tap.NegotiateOffloads(taps[t]);
            _memory[t] = (byte*)NativeMemory.AlignedAlloc(Buffers * BufferSize, Page);
            _provided[t] = (io_uring_buf*)NativeMemory.AlignedAlloc(Page, Page);
            new Span<byte>(_provided[t], (int)Page).Clear();
            _ring.RegisterBuffers(_provided[t], Buffers, (ushort)t);
            for (int b = 0; b < Buffers; b++)
            {
                Provide(t, (ushort)b);
            }

            Read(t);
        }
    }

    /// <summary>Forwards for ever.</summary>
    public void Run()
    {
        while (true)
        {
            _ring.Enter(0);
            Spin();
            _ring.Enter(_ring.HasWork ? 0u : 1u);
            while (_ring.TryTake(out io_uring_cqe done))
            {
                int tap = (int)(done.user_data & 1);
                if ((done.user_data & WriteMark) == 0)
                {
                    Arrived(tap, done);
                }
                else
                {
                    Provide(tap, (ushort)(done.user_data >> BufferShift));
                    if (_starved[tap])
                    {
                        _starved[tap] = false;
                        Read(tap);
                    }
                }
            }
        }
    }

    private void Spin()
    {
        if (_spin > 0 && !_ring.HasWork)
        {
            long end = MonotonicClock.Now + _spin;
            while (!_ring.HasWork && MonotonicClock.Now < end)
            {
                Thread.SpinWait(1);
            }
        }
    }

    private void Arrived(int tap, in io_uring_cqe done)
    {
        if (done.res > 0)
        {
            uint buffer = done.flags >> (int)LibC.IORING_CQE_BUFFER_SHIFT;
            io_uring_sqe* write = _ring.Next();
            write->opcode = (byte)LibC.IORING_OP_WRITE;
            write->flags = (byte)LibC.IOSQE_FIXED_FILE;
            write->fd = 1 - tap;
            write->addr = (ulong)(_memory[tap] + (buffer * BufferSize));
            write->len = (uint)done.res;
            write->user_data = ((ulong)buffer << BufferShift) | WriteMark | (uint)tap;
        }
        else if (done.res != -LibC.ENOBUFS && done.res != -LibC.EAGAIN && done.res != -LibC.EINTR)
        {
            throw new LinuxException(-done.res, "read", $"tap {tap}");
        }

        if ((done.flags & IORING_CQE_F_MORE) == 0)
        {
            // Out of buffers: the next one that comes back starts it again.
            if (done.res == -LibC.ENOBUFS)
            {
                _starved[tap] = true;
            }
            else
            {
                Read(tap);
            }
        }
    }

    private void Read(int tap)
    {
        io_uring_sqe* read = _ring.Next();
        read->opcode = IORING_OP_READ_MULTISHOT;
        read->flags = (byte)(LibC.IOSQE_FIXED_FILE | LibC.IOSQE_BUFFER_SELECT);
        read->fd = tap;
        read->off = ulong.MaxValue;
        read->buf_group = (ushort)tap;
        read->user_data = (uint)tap;
    }

    private void Provide(int tap, ushort buffer)
    {
        io_uring_buf* ring = _provided[tap];
        io_uring_buf* entry = ring + (_tails[tap] & (Buffers - 1));
        entry->addr = (ulong)(_memory[tap] + (buffer * BufferSize));
        entry->len = BufferSize;
        entry->bid = buffer;

        // Pairs with the kernel's acquire of the tail, which lies in the first entry's last field.
        Volatile.Write(ref ring->resv, ++_tails[tap]);
    }
}
