using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>A listening socket, the scope it serves, and the connections that came through it.</summary>
internal sealed class Listener : IReady, IDisposable
{
    private readonly EventLoop _loop;
    private readonly ConnectionTable _table;
    private readonly Fd _socket;
    private readonly ulong _tag;

    /// <summary>Starts taking connections.</summary>
    /// <param name="loop">Where to wait.</param>
    /// <param name="table">Where connections go.</param>
    /// <param name="socket">Listening and non-blocking; owned from here on, but not if this throws.</param>
    /// <param name="scope">The node whose control socket this is; null for the switch's own.</param>
    public Listener(EventLoop loop, ConnectionTable table, Fd socket, Node? scope)
    {
        _loop = loop;
        _table = table;
        _socket = socket;
        Scope = scope;
        _tag = _loop.Watch(socket.Value, LibC.EPOLLIN | LibC.EPOLLRDHUP, this);
    }

    public Node? Scope { get; }

    /// <summary>Filled and emptied by the connections themselves.</summary>
    public HashSet<Connection> Connections { get; } = [];

    /// <inheritdoc/>
    public void Ready(int events)
    {
        // The open file of a control socket is shared with whoever made it, who may have made it blocking again.
        if (Scope is not null)
        {
            _socket.SetNonBlocking(true);
        }

        for (int i = 0; i < _table.Limits.AcceptsPerTurn; i++)
        {
            Fd? connection = UnixSocket.Accept(_socket.Value, out int errno);
            if (connection is not null)
            {
                _table.Admit(this, connection);
            }
            else if (errno is var e && (e == LibC.EMFILE || e == LibC.ENFILE))
            {
                _table.TurnAway(_socket);
            }
            else
            {
                break;
            }
        }

        // Whoever made a control socket may have shut it down: it would stay ready for ever and have nothing to accept.
        if ((events & (LibC.EPOLLRDHUP | LibC.EPOLLHUP | LibC.EPOLLERR)) != 0)
        {
            Close();
        }
    }

    /// <summary>Stops listening; connections end when their replies have been read.</summary>
    public void Dispose()
    {
        Close();
        foreach (Connection connection in Connections)
        {
            connection.Finish();
        }
    }

    private void Close()
    {
        if (!_socket.IsClosed)
        {
            _loop.Forget(_socket.Value, _tag);
            _socket.Dispose();
        }
    }
}
