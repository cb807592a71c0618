using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>Waits for a port's process to end, once.</summary>
internal sealed class ProcessWatch : IReady, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Fd _pidfd;
    private readonly ulong _tag;

    /// <summary>Starts waiting.</summary>
    /// <param name="loop">Where.</param>
    /// <param name="pidfd">The process; owned from here on, but not if this throws.</param>
    /// <exception cref="LinuxException">The descriptor cannot be waited on.</exception>
    public ProcessWatch(EventLoop loop, Fd pidfd)
    {
        _loop = loop;
        _pidfd = pidfd;
        _tag = loop.Watch(pidfd.Value, LibC.EPOLLIN, this);
    }

    /// <summary>Called at the end of the process; must dispose of this.</summary>
    public Action? Ended { get; set; }

    /// <inheritdoc/>
    public void Ready(int events) => Ended?.Invoke();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_pidfd.IsClosed)
        {
            _loop.Forget(_pidfd.Value, _tag);
            _pidfd.Dispose();
        }
    }
}
