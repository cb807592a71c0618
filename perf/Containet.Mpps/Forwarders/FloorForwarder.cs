using System.Runtime.InteropServices;
using Containet.Linux;
using Containet.Mpps.Loads;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

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
    private const int Submissions = 256;
    private const int Completions = 1024;
    private const int Buffers = 64; // few enough to stay in the cache when frames are large
    private const int BufferSize = 68 * 1024; // a frame of 64 KB, its Ethernet and virtio-net headers, to whole pages
    private const ulong WriteMark = 1 << 1;
    private const int BufferShift = 16;

    private readonly IoUring _ring = new(Submissions, Completions);
    private readonly byte*[] _memory = new byte*[2];
    private readonly BufferRing[] _provided = new BufferRing[2];
    private readonly int[] _free = new int[2];
    private readonly bool[] _starved = new bool[2];
    private readonly long _spin;

    /// <summary>Prepares to join two taps; the calling thread is the one that forwards.</summary>
    /// <param name="taps">Two, with virtio-net headers of the same size; their offloads are negotiated here.</param>
    /// <param name="spin">Microseconds to look for work before sleeping.</param>
    /// <exception cref="LinuxException">io_uring, or one of its features, is not to be had.</exception>
    public FloorForwarder(ReadOnlySpan<int> taps, long spin)
    {
        const nuint Page = 4096;
        _spin = spin * 1000;
        _ring.RegisterFiles(taps.Length);
        _ring.Enable();
        for (int t = 0; t < taps.Length; t++)
        {
            Tap.NegotiateOffloads(taps[t]);
            _ring.SetFile(t, taps[t]);
            _memory[t] = (byte*)NativeMemory.AlignedAlloc(Buffers * BufferSize, Page);
            _provided[t] = _ring.RegisterBuffers((ushort)t, Buffers);
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
            _ring.Enter(_ring.HasWork ? 0 : 1);
            int count = _ring.Completions;
            for (int i = 0; i < count; i++)
            {
                io_uring_cqe done = _ring.Completion(i);
                int tap = (int)(done.user_data & 1);
                if ((done.user_data & WriteMark) == 0)
                {
                    Arrived(tap, done);
                }
                else
                {
                    // Whether the write went or the tap was full, the buffer is free.
                    Provide(tap, (ushort)(done.user_data >> BufferShift));
                    if (_starved[tap])
                    {
                        _starved[tap] = false;
                        Read(tap);
                    }
                }
            }

            _ring.Take(count);
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
            _free[tap]--;
            uint buffer = done.flags >> (int)LibC.IORING_CQE_BUFFER_SHIFT;
            io_uring_sqe* write = Next();
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
            // Out of buffers: the next one that comes back starts it again, unless they have come back already.
            if (done.res == -LibC.ENOBUFS && _free[tap] == 0)
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
        io_uring_sqe* read = Next();
        read->opcode = IORING_OP_READ_MULTISHOT;
        read->flags = (byte)(LibC.IOSQE_FIXED_FILE | LibC.IOSQE_BUFFER_SELECT);
        read->fd = tap;
        read->off = ulong.MaxValue;
        read->buf_group = (ushort)tap;
        read->user_data = (uint)tap;
    }

    private void Provide(int tap, ushort buffer)
    {
        _provided[tap].Fill(0, _memory[tap] + (buffer * BufferSize), BufferSize, buffer);
        _provided[tap].Publish(1);
        _free[tap]++;
    }

    private io_uring_sqe* Next()
    {
        io_uring_sqe* next;
        while ((next = _ring.NextSubmission()) == null)
        {
            _ring.Enter(0);
        }

        return next;
    }
}
