using Containet.Linux.Bindings;
using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// An epoll(7) instance whose events carry a 64-bit tag of the caller's choice. One thread waits; others may add and remove.
/// A descriptor must be removed before it is closed: the kernel forgets the open file, not the number, so that
/// a file which somebody else still holds open would go on reporting events under its old tag.
/// </summary>
public sealed unsafe class Epoll : IDisposable
{
    private readonly Fd _fd;

    /// <summary>Makes a close-on-exec instance.</summary>
    /// <exception cref="LinuxException">No descriptor could be had.</exception>
    public Epoll()
    {
        int fd = LibC.epoll_create1(LibC.EPOLL_CLOEXEC);
        if (fd < 0)
        {
            throw LinuxException.FromErrno("epoll_create1", "");
        }

        _fd = new Fd(fd);
    }

    /// <summary>Starts watching a descriptor.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="events"><c>EPOLLIN</c>, <c>EPOLLOUT</c>, <c>EPOLLET</c> … of sys/epoll.h; errors and hang-ups are always told.</param>
    /// <param name="tag">What its events carry.</param>
    /// <exception cref="LinuxException">It is watched already (EEXIST), or cannot be (EPERM: a plain file or a directory).</exception>
    public void Add(int fd, int events, ulong tag) => Control(LibC.EPOLL_CTL_ADD, fd, events, tag);

    /// <summary>Changes what is watched for and the tag.</summary>
    /// <exception cref="LinuxException">The descriptor is not watched (ENOENT).</exception>
    public void Modify(int fd, int events, ulong tag) => Control(LibC.EPOLL_CTL_MOD, fd, events, tag);

    /// <summary>Stops watching. Events taken by an earlier <see cref="Wait"/> may still carry the tag.</summary>
    /// <exception cref="LinuxException">The descriptor is not watched (ENOENT).</exception>
    public void Remove(int fd) => Control(LibC.EPOLL_CTL_DEL, fd, 0, 0);

    /// <summary>Waits for events; a signal does not end the wait early.</summary>
    /// <param name="events">Where they go: <c>events[i].events</c> and the tag in <c>events[i].data.u64</c>.</param>
    /// <param name="timeout">Milliseconds; 0 only looks, −1 waits for ever. Interrupted waits start again with the whole of it.</param>
    /// <returns>How many there are; 0 when the time passed.</returns>
    /// <exception cref="LinuxException">The instance is broken.</exception>
    public int Wait(Span<epoll_event> events, int timeout)
    {
        // Safe: the kernel writes at most the span's length of events.
        fixed (epoll_event* first = events)
        {
            while (true)
            {
                int count = LibC.epoll_wait(_fd.Value, first, events.Length, timeout);
                if (count >= 0)
                {
                    return count;
                }

                if (LibC.errno != LibC.EINTR)
                {
                    throw LinuxException.FromErrno("epoll_wait", "");
                }
            }
        }
    }

    /// <summary>Waits for events until a time, to the nanosecond as far as the kernel can (epoll_pwait2, since Linux 5.11).</summary>
    /// <param name="events">As of <see cref="Wait"/>.</param>
    /// <param name="time">The time (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>); 0 for ever.</param>
    /// <returns>How many there are; 0 when it is the time.</returns>
    /// <exception cref="LinuxException">The instance is broken.</exception>
    public int WaitUntil(Span<epoll_event> events, long time)
    {
        if (time == 0)
        {
            return Wait(events, -1);
        }

        // Safe: the kernel writes at most the span's length of events, and reads a local.
        fixed (epoll_event* first = events)
        {
            while (true)
            {
                timespec left = Deadline.Left(time);
                int count = (int)Native.syscall(Native.SYS_epoll_pwait2, _fd.Value, (nint)first, events.Length, (nint)(&left), 0, 0);
                if (count >= 0)
                {
                    return count;
                }

                if (LibC.errno != LibC.EINTR)
                {
                    throw LinuxException.FromErrno("epoll_pwait2", "");
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();

    private void Control(int operation, int fd, int events, ulong tag)
    {
        epoll_event change = default;
        change.events = events;
        change.data.u64 = tag;

        // Safe: the kernel copies a local.
        if (LibC.epoll_ctl(_fd.Value, operation, fd, &change) < 0)
        {
            throw LinuxException.FromErrno("epoll_ctl", $"descriptor {fd}");
        }
    }
}
