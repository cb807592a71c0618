namespace Containet.Control;

/// <summary>Something that waits for its descriptor.</summary>
internal interface IReady
{
    /// <summary>The descriptor is ready.</summary>
    /// <param name="events"><c>EPOLLIN</c>, <c>EPOLLOUT</c>, <c>EPOLLHUP</c> … of sys/epoll.h.</param>
    void Ready(int events);
}
