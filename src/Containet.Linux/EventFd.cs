using Tmds.Linux;

namespace Containet.Linux;

/// <summary>An eventfd(2) used as a doorbell: any thread rings, one thread waits on it and silences it.</summary>
public sealed class EventFd : IDisposable
{
    private readonly Fd _fd;

    /// <summary>Makes a non-blocking, close-on-exec eventfd.</summary>
    /// <exception cref="LinuxException">No descriptor could be had.</exception>
    public EventFd()
    {
        int fd = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (fd < 0)
        {
            throw LinuxException.FromErrno("eventfd", "");
        }

        _fd = new Fd(fd);
    }

    /// <summary>The descriptor, readable while the bell has been rung and not silenced.</summary>
    public int Value => _fd.Value;

    /// <summary>Rings: the waiting side becomes readable. Any thread; never blocks; a bell already ringing stays so.</summary>
    public unsafe void Ring()
    {
        ulong one = 1;

        // Safe: eight bytes of a local. EAGAIN (the counter is full) means that it rings already.
        LibC.write(_fd.Value, &one, sizeof(ulong));
    }

    /// <summary>Takes back every ring so far. The waiting thread only.</summary>
    public unsafe void Silence()
    {
        ulong count;

        // Safe: eight bytes of a local. EAGAIN means that nobody rang.
        LibC.read(_fd.Value, &count, sizeof(ulong));
    }

    /// <summary>Sleeps until somebody rings. The waiting thread only.</summary>
    public unsafe void Wait()
    {
        pollfd poll = new() { fd = _fd.Value, events = LibC.POLLIN };

        // Safe: one pollfd, a local. EINTR is one more reason for the caller to look again.
        LibC.poll(&poll, 1, -1);
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
