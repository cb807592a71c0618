using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>
/// The one place where the control thread waits. Each watch has a tag of its own that is never used again, so that an
/// event which was already on its way when its watch ended finds nobody, even if the descriptor's number lives on.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsPerTurn = 64;

    private readonly Epoll _epoll = new();
    private readonly Dictionary<ulong, IReady> _watches = [];
    private readonly epoll_event[] _events = new epoll_event[EventsPerTurn];
    private ulong _lastTag;

    /// <summary>Starts watching, level-triggered.</summary>
    /// <returns>The watch's tag.</returns>
    /// <exception cref="LinuxException">The descriptor cannot be waited on.</exception>
    public ulong Watch(int fd, int events, IReady ready)
    {
        _epoll.Add(fd, events, ++_lastTag);
        _watches.Add(_lastTag, ready);
        return _lastTag;
    }

    /// <summary>Changes what a watch waits for.</summary>
    public void Change(int fd, int events, ulong tag) => _epoll.Modify(fd, events, tag);

    /// <summary>Ends a watch. Must precede the closing of its descriptor: see <see cref="Epoll"/>.</summary>
    public void Forget(int fd, ulong tag)
    {
        _epoll.Remove(fd);
        _watches.Remove(tag);
    }

    /// <summary>Waits for events and lets those concerned deal with them.</summary>
    /// <param name="timeout">Milliseconds; −1 for ever.</param>
    public void Turn(int timeout)
    {
        int count = _epoll.Wait(_events, timeout);
        for (int i = 0; i < count; i++)
        {
            if (_watches.TryGetValue(_events[i].data.u64, out IReady? ready))
            {
                ready.Ready(_events[i].events);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _epoll.Dispose();
}
