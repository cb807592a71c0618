using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>Finds out what a descriptor from outside is, and makes it fit to be used. Nothing about it is assumed.</summary>
internal static class Admission
{
    private const int MinVnetHeader = 10; // struct virtio_net_hdr
    private const int MaxVnetHeader = 24; // struct virtio_net_hdr_v1_hash_tunnel, the longest there is

    /// <summary>Checks that a descriptor is a tap that the switch can serve.</summary>
    /// <exception cref="ControlException"><c>not-a-tap</c>, <c>unsupported-tap</c>.</exception>
    public static TapInfo CheckTap(Fd tap, string label)
    {
        if (!FileKind.IsTunDevice(tap.Value))
        {
            throw new ControlException(ErrorCode.NotATap, $"{label}: its descriptor is not a tap but {FileKind.Describe(tap.Value)}");
        }

        TapInfo info;
        try
        {
            info = Tap.Query(tap.Value);
        }
        catch (LinuxException e)
        {
            throw new ControlException(ErrorCode.NotATap, $"{label}: its descriptor is not a tap: {e.Message}");
        }

        return info.VnetHeaderSize is 0 or (>= MinVnetHeader and <= MaxVnetHeader)
            ? info
            : throw new ControlException(
                ErrorCode.UnsupportedTap,
                $"{label}: a virtio-net header of {info.VnetHeaderSize} bytes; {MinVnetHeader} to {MaxVnetHeader} are known");
    }

    /// <summary>Checks that a descriptor is a process's and starts waiting for its end.</summary>
    /// <exception cref="ControlException"><c>not-a-pidfd</c>, <c>process-ended</c>; the descriptor is closed then.</exception>
    public static ProcessWatch WatchProcess(EventLoop loop, Fd pidfd, string label)
    {
        ProcessWatch? watch = null;
        try
        {
            if (!PidFd.IsPidFd(pidfd.Value))
            {
                throw new ControlException(ErrorCode.NotAPidFd, $"{label}: its second descriptor is not a pidfd");
            }

            watch = new ProcessWatch(loop, pidfd);
            return !PidFd.HasEnded(pidfd.Value)
                ? watch
                : throw new ControlException(ErrorCode.ProcessEnded, $"{label}: the process of its pidfd has ended");
        }
        catch (LinuxException e) when (e.Errno == LibC.EPERM)
        {
            // A descriptor of /proc/PID passes for a pidfd everywhere but in epoll.
            Disposal.Close(pidfd);
            throw new ControlException(ErrorCode.NotAPidFd, $"{label}: its second descriptor cannot be waited on");
        }
        catch
        {
            watch?.Dispose();
            Disposal.Close(pidfd);
            throw;
        }
    }

    /// <summary>Checks that a descriptor is a socket that can listen, and makes it.</summary>
    /// <exception cref="ControlException"><c>not-a-socket</c>, <c>not-bound</c>.</exception>
    public static void StartListening(Fd socket, string name, int backlog)
    {
        if (!UnixSocket.IsUnixStream(socket.Value))
        {
            throw new ControlException(ErrorCode.NotASocket, $"{name}: its descriptor is not a unix stream socket");
        }

        if (!UnixSocket.IsBound(socket.Value))
        {
            throw new ControlException(ErrorCode.NotBound, $"{name}: its socket is not bound to a name");
        }

        if (UnixSocket.IsConnected(socket.Value))
        {
            throw new ControlException(ErrorCode.NotBound, $"{name}: its socket is connected and cannot listen");
        }

        UnixSocket.StartListening(socket.Value, backlog);
        socket.SetNonBlocking(true);
    }
}
