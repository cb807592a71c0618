using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// The reading half of <see cref="UringEngine{TReads}"/>: has every port read by <typeparamref name="TReads"/>, and makes frames
/// of what came. The kernel reads into frames from the top of the worker's free list, and how few they are decides what stays
/// in the caches: fewer while frames are large, more while small ones make long batches. One worker's thread.
/// </summary>
/// <typeparam name="TReads">How ports are read.</typeparam>
internal sealed unsafe class UringReader<TReads>
    where TReads : struct, IUringReads<TReads>
{
    private readonly FramePool _pool;
    private readonly UringExchange _exchange;
    private readonly ReadCompletions _completions;
    private readonly Port?[] _ports = new Port?[MacTable.MaxPort + 1];
#pragma warning disable IDE0044 // a struct that changes: readonly would have every call change a copy
    private TReads _reads;
#pragma warning restore IDE0044
    private int _room = WorkerLimits.FewestProvided; // frames that the kernel may read into, and those that wait, together

    /// <summary>Makes the reader.</summary>
    /// <exception cref="LinuxException">The kernel cannot read so.</exception>
    public UringReader(IoUring ring, FramePool pool, UringExchange exchange, UringFiles files)
    {
        _pool = pool;
        _exchange = exchange;
        _completions = exchange.Reads;
        _reads = TReads.Make(ring, pool, exchange, files);
    }

    /// <summary>Whether something has come that nobody has looked at.</summary>
    public bool HasCome => !_completions.IsEmpty;

    /// <summary>Whether a port waits for frames to read into: it is read when some come back, of which nobody rings.</summary>
    public bool IsStarved => _reads.IsStarved;

    /// <summary>Reads from a port from the next <see cref="Begin"/> on.</summary>
    public void Add(Port port)
    {
        _ports[port.Number] = port;
        _reads.Add(port);
    }

    /// <summary>Leaves in a port's tap what has not been read, until <see cref="Resume"/>.</summary>
    public void Rest(Port port) => _reads.Rest(port.Number);

    /// <summary>Reads on from the next <see cref="Begin"/> on.</summary>
    public void Resume(Port port) => _reads.Resume(port.Number);

    /// <summary>
    /// Stops reading from a port: on return nothing of it is in flight, what was queued for it has been written and counted, and
    /// it is not read again, if <see cref="Remove"/> comes before the next <see cref="Begin"/>.
    /// </summary>
    /// <returns>Whether frames of it may wait to be received.</returns>
    public bool Stop(Port port)
    {
        do
        {
            // Again, should the kernel have been in the middle of it (EALREADY); the cancellation's completion ends the wait.
            bool isOver = IsOver(port);
            if (!isOver && _reads.InFlight(port.Number) is var inFlight && inFlight != 0)
            {
                _exchange.Cancel(inFlight);
            }

            _exchange.Enter(wait: isOver ? 0 : 1);
        }
        while (!IsOver(port) || _exchange.HasDeferred); // failed writes to it may still be among what was put off

        return _completions.HasOf(port.Number);
    }

    /// <summary>Forgets a port: on return nothing of it is in flight, and no frame of it waits.</summary>
    public void Remove(Port port)
    {
        if (Stop(port))
        {
            Drop(port);
        }

        _ports[port.Number] = null;
    }

    /// <summary>Has the kernel read what is to be read.</summary>
    public void Begin() => _reads.Begin(_ports, _room);

    /// <summary>Makes frames of what has been read, in order.</summary>
    /// <returns>How many were written to <paramref name="frames"/>.</returns>
    public int Receive(Span<FrameRef> frames)
    {
        int received = 0;
        long bytes = 0;
        while (received < frames.Length && _completions.TryTake(out io_uring_cqe completion))
        {
            int index = _reads.Take(completion);
            Port port = _ports[UringTag.PortOf(completion.user_data)]!;
            if (index < 0 || completion.res <= 0)
            {
                TakeNothing(port, index, completion.res);
                continue;
            }

            bytes += completion.res;
            DropReason dropped = ReadFrame.Accept(port, _pool, index, completion.res);
            if (dropped == DropReason.None)
            {
                frames[received++] = new FrameRef(_pool.Owner, index);
            }
            else
            {
                Discard(port, index, dropped);
            }
        }

        if (received > 0)
        {
            _room = (int)Math.Clamp(WorkerLimits.HotBytes / (bytes / received), WorkerLimits.FewestProvided, WorkerLimits.ProvidedBuffers);
        }

        return received;
    }

    private bool IsOver(Port port) => _reads.IsOver(port.Number, _completions.Waiting);

    // What has come of a port that leaves, and was not looked at.
    private void Drop(Port port)
    {
        Span<io_uring_cqe> waiting = _completions.Waiting;
        int kept = 0;
        foreach (io_uring_cqe completion in waiting)
        {
            if (UringTag.PortOf(completion.user_data) != port.Number)
            {
                waiting[kept++] = completion;
                continue;
            }

            int index = _reads.Take(completion);
            if (index >= 0 && completion.res > 0)
            {
                Discard(port, index, DropReason.PortGone);
            }
            else if (index >= 0)
            {
                _pool.Release(index);
            }
        }

        _completions.Keep(kept);
    }

    // A read that found nothing to read, or nothing to read into; a poll; an interface that is gone.
    private void TakeNothing(Port port, int index, int result)
    {
        if (index >= 0)
        {
            _pool.Release(index);
        }

        int errno = -result;
        if (result < 0 && errno != LibC.EAGAIN && errno != LibC.ENOBUFS && errno != LibC.EINTR && errno != LibC.ECANCELED)
        {
            port.Fail(errno);
        }
    }

    private void Discard(Port port, int index, DropReason reason)
    {
        port.Counters.CountReceived(1, 0);
        port.Counters.CountDrop(reason);
        _pool.Release(index);
    }
}
