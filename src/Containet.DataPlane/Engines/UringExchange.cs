using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Where submissions go and completions come from, for one worker: hands everything filled to the kernel, takes every
/// completion, tells the writer of its own and keeps those of reads for the reader. One worker's thread.
/// </summary>
internal sealed unsafe class UringExchange(IoUring ring, Doorbell doorbell)
{
    private bool _listening;

    /// <summary>What has come of reads and polls of ports.</summary>
    public ReadCompletions Reads { get; } = new();

    /// <summary>Who takes failed writes.</summary>
    public UringWriter Writer { private get; set; } = null!;

    /// <summary>
    /// Hands over and takes. On return the kernel has taken every submission, and every write and single read among them has
    /// been carried out.
    /// <para>
    /// The kernel posts a failed one's completion as deferred work, of which it does only some (20 since Linux 6.13) each
    /// time it is entered. So where writes fail it is entered until it has no more, or what it keeps would grow for ever.
    /// </para>
    /// </summary>
    /// <param name="wait">How many completions to wait for; 0 not to sleep.</param>
    /// <param name="until">The time until which to wait (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>); 0 for ever.</param>
    public void Enter(int wait, long until = 0)
    {
        if (!Listen())
        {
            wait = 0; // nobody could wake it
        }

        bool failed = false;
        do
        {
            int errno = ring.Enter(wait, until);
            if (errno != 0 && errno != LibC.EBUSY && errno != LibC.EAGAIN && errno != LibC.ENOMEM)
            {
                Environment.FailFast($"io_uring_enter: {LinuxException.Describe(errno)}");
            }

            failed |= TakeCompletions();
            wait = 0;
        }
        while (!ring.IsEverythingTaken || ring.HasOverflow || (failed && ring.HasDeferred));

        Writer.Reset();
    }

    /// <summary>Whether the kernel has completions to post at the next <see cref="Enter"/>.</summary>
    public bool HasDeferred => ring.HasDeferred;

    /// <summary>Whether a submission can be filled without handing over first.</summary>
    public bool HasRoom => ring.HasRoom;

    /// <summary>The next submission to fill; if there is no room, after handing over.</summary>
    public io_uring_sqe* Next()
    {
        io_uring_sqe* sqe = ring.NextSubmission();
        if (sqe is null)
        {
            Enter(0);
            sqe = ring.NextSubmission();
        }

        return sqe;
    }

    /// <summary>Cancels a submission with the next <see cref="Enter"/>. Its completion comes, and one of the cancellation, whatever became of it.</summary>
    /// <param name="tag">What it said of itself.</param>
    public void Cancel(ulong tag)
    {
        io_uring_sqe* sqe = Next();
        sqe->opcode = LibC.IORING_OP_ASYNC_CANCEL;
        sqe->addr = tag;
        sqe->user_data = UringTag.Cancel;
    }

    // Whether the doorbell is waited for, or will be.
    private bool Listen()
    {
        if (!_listening && ring.NextSubmission() is var sqe && sqe is not null)
        {
            sqe->opcode = LibC.IORING_OP_POLL_ADD;
            sqe->fd = doorbell.Descriptor;
            sqe->len = Native.IORING_POLL_ADD_MULTI;
            sqe->poll_events = (ushort)LibC.POLLIN;
            sqe->user_data = UringTag.Doorbell;
            _listening = true;
        }

        return _listening;
    }

    // Whether failed writes were among them.
    private bool TakeCompletions()
    {
        bool failed = false;
        int count = ring.Completions;
        for (int i = 0; i < count; i++)
        {
            ref readonly io_uring_cqe completion = ref ring.Completion(i);
            switch (UringTag.KindOf(completion.user_data))
            {
                case UringTagKind.Read:
                case UringTagKind.SingleRead:
                case UringTagKind.Poll:
                    Reads.Add(completion);
                    break;
                case UringTagKind.Write when completion.res < 0: // the others say nothing, where that can be asked for
                    failed = true;
                    Writer.TakeFailure(completion.user_data, -completion.res);
                    break;
                case UringTagKind.Doorbell:
                    _listening = (completion.flags & Native.IORING_CQE_F_MORE) != 0;
                    break;
            }
        }

        ring.Take(count);
        return failed;
    }
}
