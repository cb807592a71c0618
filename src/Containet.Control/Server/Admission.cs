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

    /// <summary>Checks that descriptors are of a tap that the switch can serve, all of the same.</summary>
    /// <exception cref="ControlException"><c>not-a-tap</c>, <c>unsupported-tap</c>.</exception>
    public static TapInfo CheckQueues(IReadOnlyList<Fd> queues, string label)
    {
        TapInfo info = CheckTap(queues[0], label);
        foreach (Fd other in queues.Skip(1))
        {
            if (CheckTap(other, label) != info)
            {
                throw new ControlException(ErrorCode.UnsupportedTap, $"{label}: its descriptors are not all queues of one tap");
            }
        }

        return info;
    }

    /// <summary>Makes the queues of a tap non-blocking, and checks that they are different ones: two readers of one would disturb its order.</summary>
    /// <exception cref="ControlException"><c>unsupported-tap</c>.</exception>
    public static void MakeNonBlocking(IReadOnlyList<Fd> queues, string label)
    {
        // Descriptors of one queue are of one open file, and share this flag.
        foreach (Fd queue in queues.Skip(1))
        {
            queue.SetNonBlocking(false);
        }

        foreach (Fd queue in queues)
        {
            if (queue != queues[0] && queue.IsNonBlocking())
            {
                throw new ControlException(ErrorCode.UnsupportedTap, $"{label}: two of its descriptors are of the same queue");
            }

            queue.SetNonBlocking(true);
        }
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
                throw new ControlException(ErrorCode.NotAPidFd, $"{label}: the descriptor after its tap is not a pidfd");
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
            throw new ControlException(ErrorCode.NotAPidFd, $"{label}: the descriptor after its tap cannot be waited on");
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
