using Tmds.Linux;

namespace Containet.Control;

/// <summary>Waits for the data plane to give ports up.</summary>
internal sealed class FailureWatch : IReady
{
    private readonly Action _failed;

    /// <summary>Starts waiting, if the data plane has anything to wait for.</summary>
    public FailureWatch(EventLoop loop, int bell, Action failed)
    {
        _failed = failed;
        if (bell >= 0)
        {
            loop.Watch(bell, LibC.EPOLLIN, this);
        }
    }

    /// <inheritdoc/>
    public void Ready(int events) => _failed();
}
