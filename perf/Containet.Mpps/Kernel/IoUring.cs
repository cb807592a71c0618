using System.Runtime.CompilerServices;
using Containet.Linux;
using Tmds.Linux;
using static Containet.Mpps.Kernel.Native;

namespace Containet.Mpps.Kernel;

/// <summary>
/// An io_uring(7) by raw system calls, used by the one thread that made it (SINGLE_ISSUER, DEFER_TASKRUN). As small as
/// <see cref="Forwarders.FloorForwarder"/> needs it; it lives as long as the program.
/// </summary>
internal sealed unsafe class IoUring
{
    private readonly int _fd;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint* _submissionHead;
    private readonly uint _submissionMask;
    private readonly uint _entries;
    private readonly io_uring_sqe* _submissions;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _completionMask;
    private readonly io_uring_cqe* _completions;
    private uint _filled;
    private uint _submitted;

    /// <summary>Makes a ring.</summary>
    /// <param name="entries">Submissions it holds, a power of two; completions, four times as many.</param>
    /// <exception cref="LinuxException">The kernel forbids it or is too old.</exception>
    public IoUring(uint entries)
    {
        io_uring_params parameters = default;
        parameters.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG
            | IORING_SETUP_SUBMIT_ALL | (uint)LibC.IORING_SETUP_CQSIZE;
        parameters.cq_entries = entries * 4;
        _fd = LibC.io_uring_setup(entries, &parameters);
        if (_fd < 0)
        {
            throw LinuxException.FromErrno("io_uring_setup", "");
        }

        // Safe: the offsets are the kernel's, inside what it maps.
        byte* rings = Map((long)LibC.IORING_OFF_SQ_RING, Math.Max(
            parameters.sq_off.array + (parameters.sq_entries * sizeof(uint)),
            parameters.cq_off.cqes + (parameters.cq_entries * (uint)sizeof(io_uring_cqe))));
        _submissions = (io_uring_sqe*)Map((long)LibC.IORING_OFF_SQES, parameters.sq_entries * (uint)sizeof(io_uring_sqe));
        _entries = parameters.sq_entries;
        _submissionHead = (uint*)(rings + parameters.sq_off.head);
        _submissionTail = (uint*)(rings + parameters.sq_off.tail);
        _submissionFlags = (uint*)(rings + parameters.sq_off.flags);
        _submissionMask = *(uint*)(rings + parameters.sq_off.ring_mask);
        _completionHead = (uint*)(rings + parameters.cq_off.head);
        _completionTail = (uint*)(rings + parameters.cq_off.tail);
        _completionMask = *(uint*)(rings + parameters.cq_off.ring_mask);
        _completions = (io_uring_cqe*)(rings + parameters.cq_off.cqes);
        var array = (uint*)(rings + parameters.sq_off.array);
        for (uint i = 0; i < _entries; i++)
        {
            array[i] = i;
        }
    }

    /// <summary>Whether a completion or work of the kernel's waits, without a system call.</summary>
    public bool HasWork =>
        Volatile.Read(ref *_completionTail) != *_completionHead || (Volatile.Read(ref *_submissionFlags) & IORING_SQ_TASKRUN) != 0;

    /// <summary>Registers descriptors, to be named by their index (IOSQE_FIXED_FILE).</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void RegisterFiles(ReadOnlySpan<int> files)
    {
        fixed (int* first = files)
        {
            Register((uint)LibC.IORING_REGISTER_FILES, first, (uint)files.Length, "files");
        }
    }

    /// <summary>Registers a ring of buffers that multishot reads take from.</summary>
    /// <param name="ring">Page-aligned.</param>
    /// <param name="entries">A power of two.</param>
    /// <param name="group">The number by which reads name it.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void RegisterBuffers(io_uring_buf* ring, uint entries, ushort group)
    {
        var registration = new io_uring_buf_reg { ring_addr = (ulong)ring, ring_entries = entries, bgid = group };
        Register(IORING_REGISTER_PBUF_RING, &registration, 1, "buffers");
    }

    /// <summary>The next submission to fill in, zeroed; submits what there is when the ring is full.</summary>
    public io_uring_sqe* Next()
    {
        while (_filled - Volatile.Read(ref *_submissionHead) == _entries)
        {
            Enter(0);
        }

        io_uring_sqe* next = _submissions + (_filled++ & _submissionMask);
        *next = default;
        return next;
    }

    /// <summary>Submits what has been filled in, and waits for so many completions.</summary>
    /// <exception cref="LinuxException">The ring is broken.</exception>
    public void Enter(uint wait)
    {
        Volatile.Write(ref *_submissionTail, _filled);
        int taken = LibC.io_uring_enter(_fd, _filled - _submitted, wait, (uint)LibC.IORING_ENTER_GETEVENTS, null);
        if (taken >= 0)
        {
            _submitted += (uint)taken;
            return;
        }

        int errno = LibC.errno;
        if (errno != LibC.EINTR && errno != LibC.EAGAIN)
        {
            throw new LinuxException(errno, "io_uring_enter", "");
        }
    }

    /// <summary>Takes a completion.</summary>
    /// <returns>False if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out io_uring_cqe completion)
    {
        uint head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }

    private byte* Map(long offset, uint size)
    {
        void* map = LibC.mmap(null, size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_POPULATE, _fd, offset);
        return map == LibC.MAP_FAILED ? throw LinuxException.FromErrno("mmap", "io_uring") : (byte*)map;
    }

    private void Register(uint operation, void* argument, uint count, string what)
    {
        if (LibC.io_uring_register(_fd, operation, argument, count) < 0)
        {
            throw LinuxException.FromErrno("io_uring_register", what);
        }
    }
}
