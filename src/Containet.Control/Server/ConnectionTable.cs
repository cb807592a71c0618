using Containet.Linux;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Win32.SafeHandles;

namespace Containet.Control;

/// <summary>
/// Every client: how many there may be, how long each may take, and taking them apart at the end, which is done after
/// the turn, when nothing on the stack uses them any more. The control thread's.
/// </summary>
internal sealed class ConnectionTable(ControlServer server) : IDisposable
{
    private readonly ObjectPool<Connection> _pool = new DefaultObjectPoolProvider { MaximumRetained = 16 }.Create<Connection>();
    private readonly HashSet<Connection> _connections = [];
    private readonly List<Connection> _dead = [];
    private int _ofContainers;
    private SafeFileHandle? _reserve = OpenReserve();

    public Limits Limits => server.Limits;

    /// <summary>Serves a new connection, or refuses it if there are too many.</summary>
    /// <param name="listener">What it came through.</param>
    /// <param name="socket">The connection; owned from here on.</param>
    public void Admit(Listener listener, Fd socket)
    {
        Node? scope = listener.Scope;
        bool full = _connections.Count >= Limits.Connections
            || (scope is not null && (_ofContainers >= Limits.ConnectionsOfContainers || scope.Connections >= Limits.ConnectionsPerNode));
        if (full)
        {
            // A new socket has room for a line. Whether anybody reads it is the client's business.
            UnixSocket.Send(socket.Value, "{\"error\":\"too many connections\",\"code\":\"too-many-connections\"}\n"u8);
            socket.Dispose();
            return;
        }

        Connection connection = _pool.Get();
        _connections.Add(connection);
        Count(scope, 1);
        connection.Open(server, listener, socket);
    }

    /// <summary>
    /// Takes a connection off a listener when no descriptor is left, by means of one kept for that purpose, and closes it:
    /// were it left there, the listener would stay ready and the server would spin.
    /// </summary>
    public void TurnAway(Fd listener)
    {
        _reserve?.Dispose();
        UnixSocket.Accept(listener.Value, out _)?.Dispose();
        _reserve = OpenReserve();
    }

    /// <summary>Ends what has taken too long.</summary>
    /// <returns>How many milliseconds the next wait may take; −1 for ever.</returns>
    public int Expire()
    {
        TimeSpan next = TimeSpan.MaxValue;
        foreach (Connection connection in _connections)
        {
            TimeSpan left = connection.TimeLeft();
            if (left <= TimeSpan.Zero)
            {
                connection.Expire();
            }

            next = left < next ? left : next;
        }

        BuryDead();
        return next == TimeSpan.MaxValue ? -1 : (int)Math.Clamp(Math.Ceiling(next.TotalMilliseconds), 0, int.MaxValue);
    }

    /// <summary>Marks a connection that has ended.</summary>
    public void Bury(Connection connection) => _dead.Add(connection);

    /// <summary>Takes those apart that have ended.</summary>
    public void BuryDead()
    {
        foreach (Connection connection in _dead)
        {
            Count(connection.Listener.Scope, -1);
            _connections.Remove(connection);
            connection.Reset();
            _pool.Return(connection);
        }

        _dead.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        BuryDead();
        foreach (Connection connection in _connections)
        {
            connection.Reset();
        }

        _connections.Clear();
        _reserve?.Dispose();
    }

    private void Count(Node? scope, int change)
    {
        if (scope is not null)
        {
            scope.Connections += change;
            _ofContainers += change;
        }
    }

    private static SafeFileHandle? OpenReserve()
    {
        try
        {
            return File.OpenHandle("/dev/null");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
