using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Where submissions go and completions come from, for one worker: hands everything filled to the kernel, takes every
/// completion, and gives it to the reader or the writer that it concerns. One worker's thread.
/// </summary>
internal sealed unsafe class UringExchange(IoUring ring, Doorbell doorbell)
{
    private bool _listening;

    /// <summary>Who takes what has been read.</summary>
    public UringReader Reader { private get; set; } = null!;

    /// <summary>Who takes failed writes.</summary>
    public UringWriter Writer { private get; set; } = null!;

    /// <summary>
    /// Hands over and takes. On return the kernel has taken every submission, every write among them has been carried out;
    /// of those that failed, some may be counted only by a later call.
    /// </summary>
    /// <param name="wait">How many completions to wait for; 0 not to sleep.</param>
    public void Enter(int wait)
    {
        Listen();
        do
        {
            ring.Enter(wait);
            TakeCompletions();
            wait = 0;
        }
        while (!ring.IsEverythingTaken || ring.HasOverflow);

        Writer.Reset();
    }

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

    private void Listen()
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
    }

    private void TakeCompletions()
    {
        int count = ring.Completions;
        for (int i = 0; i < count; i++)
        {
            ref readonly io_uring_cqe completion = ref ring.Completion(i);
            switch (UringTag.KindOf(completion.user_data))
            {
                case UringTagKind.Read:
                    Reader.Take(UringTag.PortOf(completion.user_data), completion.res, completion.flags);
                    break;
                case UringTagKind.Write:
                    Writer.TakeFailure(completion.user_data, -completion.res);
                    break;
                case UringTagKind.Doorbell:
                    _listening = (completion.flags & Native.IORING_CQE_F_MORE) != 0;
                    break;
            }
        }

        ring.Take(count);
    }
}
