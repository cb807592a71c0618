using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// One io_uring(7) by raw system calls: the rings mapped, submissions filled in place, completions read in place.
/// After <see cref="Enable"/> it belongs to the thread that called it: SINGLE_ISSUER lets the kernel leave out locks, and
/// DEFER_TASKRUN has completions posted only inside that thread's own <see cref="Enter"/>, in batches, with no interrupt.
/// A kernel that lacks some of this refuses the flags that it does not know, so the ring is made with fewer
/// (<see cref="IoUringLevel"/>).
/// </summary>
public sealed unsafe class IoUring : IDisposable
{
    private readonly Fd _fd;
    private readonly byte* _rings;
    private readonly size_t _ringsSize;
    private readonly io_uring_sqe* _sqes;
    private readonly size_t _sqesSize;
    private readonly uint* _sqHead;
    private readonly uint* _sqTail;
    private readonly uint* _sqFlags;
    private readonly uint* _cqHead;
    private readonly uint* _cqTail;
    private readonly io_uring_cqe* _cqes;
    private readonly uint _sqEntries;
    private readonly uint _cqMask;
    private readonly uint _features;
    private readonly List<nint> _bufferRings = [];
    private uint _filled;

    /// <summary>Makes a ring, not yet enabled. Any thread.</summary>
    /// <param name="submissions">Slots for submissions, a power of two.</param>
    /// <param name="completions">Slots for completions, a power of two, at least as many.</param>
    /// <param name="most">What to use at most, of what the kernel has.</param>
    /// <exception cref="LinuxException">The kernel has none (ENOSYS), forbids it (EPERM), or is too old (EINVAL: before 5.10).</exception>
    public IoUring(int submissions, int completions, IoUringLevel most = IoUringLevel.Linux61)
    {
        _fd = SetUp(submissions, completions, most, out io_uring_params parameters, out IoUringLevel level);
        Level = level;
        _features = parameters.features;
        if ((parameters.features & LibC.IORING_FEAT_SINGLE_MMAP) == 0)
        {
            _fd.Dispose();
            throw new LinuxException(LibC.EOPNOTSUPP, "io_uring_setup", "with both rings in one mapping");
        }

        _sqEntries = parameters.sq_entries;
        _cqMask = parameters.cq_entries - 1;
        _ringsSize = Math.Max(
            parameters.sq_off.array + (parameters.sq_entries * sizeof(uint)),
            parameters.cq_off.cqes + (parameters.cq_entries * (uint)sizeof(io_uring_cqe)));
        _sqesSize = parameters.sq_entries * (uint)sizeof(io_uring_sqe);
        _rings = Map(_ringsSize, LibC.IORING_OFF_SQ_RING);
        _sqes = (io_uring_sqe*)Map(_sqesSize, LibC.IORING_OFF_SQES);

        // Safe: the offsets are the kernel's for this mapping.
        _sqHead = (uint*)(_rings + parameters.sq_off.head);
        _sqTail = (uint*)(_rings + parameters.sq_off.tail);
        _sqFlags = (uint*)(_rings + parameters.sq_off.flags);
        _cqHead = (uint*)(_rings + parameters.cq_off.head);
        _cqTail = (uint*)(_rings + parameters.cq_off.tail);
        _cqes = (io_uring_cqe*)(_rings + parameters.cq_off.cqes);
        uint* array = (uint*)(_rings + parameters.sq_off.array);
        for (uint i = 0; i < _sqEntries; i++)
        {
            array[i] = i; // submission i always lies in slot i
        }
    }

    /// <summary>What it was made with.</summary>
    public IoUringLevel Level { get; }

    /// <summary>Whether submissions may ask for no completion if they succeed (IOSQE_CQE_SKIP_SUCCESS).</summary>
    public bool CanSkipSuccess => Level >= IoUringLevel.Linux518 && (_features & IORING_FEAT_CQE_SKIP) != 0;

    /// <summary>Whether the kernel knows an operation (IORING_OP_*).</summary>
    /// <exception cref="LinuxException">It does not say.</exception>
    public bool Supports(byte operation)
    {
        const int Operations = 256;
        const ushort IoUringOpSupported = 1; // IO_URING_OP_SUPPORTED
        const int Header = 16; // struct io_uring_probe before its ops
        byte* probe = stackalloc byte[Header + (Operations * sizeof(io_uring_probe_op))];
        new Span<byte>(probe, Header + (Operations * sizeof(io_uring_probe_op))).Clear();
        Register(LibC.IORING_REGISTER_PROBE, probe, Operations, "probe operations");

        // Safe: the kernel fills in at most as many as it was told there is room for.
        return operation <= probe[0] && (((io_uring_probe_op*)(probe + Header))[operation].flags & IoUringOpSupported) != 0;
    }

    /// <summary>Makes an empty table of files, to be filled by <see cref="SetFile"/>.</summary>
    public void RegisterFiles(int count)
    {
        if (Level >= IoUringLevel.Linux519)
        {
            io_uring_rsrc_register register = new() { nr = (uint)count, flags = IORING_RSRC_REGISTER_SPARSE };
            Register(IORING_REGISTER_FILES2, &register, (uint)sizeof(io_uring_rsrc_register), "files");
            return;
        }

        // Safe: the kernel reads as many as are there, during the call.
        int[] none = new int[count];
        Array.Fill(none, -1);
        fixed (int* files = none)
        {
            Register(LibC.IORING_REGISTER_FILES, files, (uint)count, "files");
        }
    }

    /// <summary>Puts a descriptor into the table of files; −1 takes it out and lets go of the file.</summary>
    public void SetFile(int slot, int fd)
    {
        io_uring_files_update update = new() { offset = (uint)slot, fds = (ulong)&fd };
        Register(LibC.IORING_REGISTER_FILES_UPDATE, &update, 1, $"file {fd}");
    }

    /// <summary>Makes a ring of buffers for reads that choose their own.</summary>
    /// <param name="group">Its number, by which reads name it.</param>
    /// <param name="entries">A power of two up to 32,768.</param>
    public BufferRing RegisterBuffers(ushort group, int entries)
    {
        int size = entries * sizeof(io_uring_buf);
        byte* memory = (byte*)LibC.mmap(null, size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        if (memory == (byte*)-1)
        {
            throw LinuxException.FromErrno("mmap", "ring of buffers");
        }

        _bufferRings.Add((nint)memory);
        _bufferRings.Add(size);
        io_uring_buf_reg register = new() { ring_addr = (ulong)memory, ring_entries = (uint)entries, bgid = group };
        Register(IORING_REGISTER_PBUF_RING, &register, 1, "ring of buffers");
        return new BufferRing((io_uring_buf*)memory, entries);
    }

    /// <summary>Begins. The calling thread is from now on the only one that may use the ring.</summary>
    public void Enable() => Register(IORING_REGISTER_ENABLE_RINGS, null, 0, "enable");

    /// <summary>Whether <see cref="NextSubmission"/> has one.</summary>
    public bool HasRoom => _filled - Volatile.Read(ref *_sqHead) < _sqEntries;

    /// <summary>The next submission to fill, zeroed; null if all slots are taken: <see cref="Enter"/> first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public io_uring_sqe* NextSubmission()
    {
        // acquire: the kernel has read the slots before its head
        if (_filled - Volatile.Read(ref *_sqHead) >= _sqEntries)
        {
            return null;
        }

        io_uring_sqe* sqe = _sqes + (_filled++ & (_sqEntries - 1));
        *sqe = default;
        return sqe;
    }

    /// <summary>Hands over everything filled, runs what the kernel has deferred, and waits if asked to.</summary>
    /// <param name="wait">How many completions to wait for; 0 not to sleep.</param>
    /// <param name="until">The time until which to wait (<see cref="Stopwatch.GetTimestamp"/>); 0 for ever.</param>
    /// <returns>0, or an errno other than EINTR: EBUSY or EAGAIN when the kernel wants completions taken first.</returns>
    public int Enter(int wait, long until = 0)
    {
        Volatile.Write(ref *_sqTail, _filled); // release: the kernel sees the submissions filled
        uint pending = _filled - Volatile.Read(ref *_sqHead); // those that it has not taken before, too
        int submitted = until == 0 || wait == 0
            ? LibC.io_uring_enter(_fd.Value, pending, (uint)wait, LibC.IORING_ENTER_GETEVENTS, null)
            : EnterUntil(pending, wait, until);
        if (submitted >= 0)
        {
            return 0;
        }

        int errno = LibC.errno;
        return errno == LibC.EINTR || errno == ETIME ? 0 : errno;
    }

    // Since Linux 5.11.
    private int EnterUntil(uint pending, int wait, long until)
    {
        timespec left = Deadline.Left(until);
        var argument = new io_uring_getevents_arg { ts = (ulong)&left };

        // Safe: the kernel reads two locals before it returns.
        return (int)syscall(
            SYS_io_uring_enter, _fd.Value, (nint)pending, wait, (nint)(LibC.IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG), (nint)(&argument), sizeof(io_uring_getevents_arg));
    }

    /// <summary>Whether the kernel has taken every submission.</summary>
    public bool IsEverythingTaken => _filled == Volatile.Read(ref *_sqHead);

    /// <summary>Whether the kernel keeps completions for which there was no slot; the next <see cref="Enter"/> brings some.</summary>
    public bool HasOverflow => (Volatile.Read(ref *_sqFlags) & IORING_SQ_CQ_OVERFLOW) != 0;

    /// <summary>Whether the kernel has put off work, completions to post, say; each <see cref="Enter"/> has it do some.</summary>
    public bool HasDeferred => (Volatile.Read(ref *_sqFlags) & IORING_SQ_TASKRUN) != 0;

    /// <summary>Whether <see cref="Enter"/> has something to do: submissions, deferred work, or completions to take.</summary>
    public bool HasWork =>
        !IsEverythingTaken || (Volatile.Read(ref *_sqFlags) & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) != 0 || Completions > 0;

    /// <summary>How many completions can be looked at.</summary>
    public int Completions => (int)(Volatile.Read(ref *_cqTail) - *_cqHead); // acquire: the kernel has filled them

    /// <summary>Looks at a completion that is there.</summary>
    /// <param name="index">From 0, less than <see cref="Completions"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly io_uring_cqe Completion(int index) => ref _cqes[(*_cqHead + (uint)index) & _cqMask];

    /// <summary>Gives the oldest completions' slots back.</summary>
    public void Take(int count) => Volatile.Write(ref *_cqHead, *_cqHead + (uint)count); // release: they have been read

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_fd.IsClosed)
        {
            return;
        }

        LibC.munmap(_sqes, _sqesSize);
        LibC.munmap(_rings, _ringsSize);
        _fd.Dispose();
        for (int i = 0; i < _bufferRings.Count; i += 2)
        {
            LibC.munmap((void*)_bufferRings[i], (int)_bufferRings[i + 1]);
        }
    }

    // With the flags of a level, or of the next that the kernel knows.
    private static Fd SetUp(int submissions, int completions, IoUringLevel most, out io_uring_params parameters, out IoUringLevel level)
    {
        for (level = most; ; level--)
        {
            parameters = new() { flags = FlagsOf(level), cq_entries = (uint)completions };
            fixed (io_uring_params* filled = &parameters)
            {
                int fd = LibC.io_uring_setup((uint)submissions, filled);
                if (fd >= 0)
                {
                    return new Fd(fd);
                }
            }

            if (LibC.errno != LibC.EINVAL || level == IoUringLevel.Linux515)
            {
                throw LinuxException.FromErrno("io_uring_setup", "");
            }
        }
    }

    private static uint FlagsOf(IoUringLevel level) =>
        LibC.IORING_SETUP_CQSIZE | IORING_SETUP_R_DISABLED
        | (level >= IoUringLevel.Linux518 ? IORING_SETUP_SUBMIT_ALL : 0)
        | (level >= IoUringLevel.Linux519 ? IORING_SETUP_TASKRUN_FLAG : 0)
        | (level is IoUringLevel.Linux519 or IoUringLevel.Linux60 ? IORING_SETUP_COOP_TASKRUN : 0)
        | (level >= IoUringLevel.Linux60 ? IORING_SETUP_SINGLE_ISSUER : 0)
        | (level >= IoUringLevel.Linux61 ? IORING_SETUP_DEFER_TASKRUN : 0);

    private byte* Map(size_t size, ulong offset)
    {
        void* address = LibC.mmap(
            null, size, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | LibC.MAP_POPULATE, _fd.Value, (long)offset);
        return address == (void*)-1 ? throw LinuxException.FromErrno("mmap", "io_uring") : (byte*)address;
    }

    private void Register(uint opcode, void* argument, uint count, string what)
    {
        if (LibC.io_uring_register(_fd.Value, opcode, argument, count) < 0)
        {
            throw LinuxException.FromErrno("io_uring_register", what);
        }
    }
}
