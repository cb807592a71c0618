using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>
/// The control server: one thread, which calls <see cref="Run"/>, and one epoll. It waits on listening sockets (the
/// switch's own and those that containers have handed in), connections, processes of ports, and a bell; the time it
/// waits is what is left to the most pressed client, so no timer is needed. Everything behind it (nodes, ports,
/// connections) belongs to that thread; only <see cref="Stop"/> may be called from others.
/// </summary>
public sealed class ControlServer : IReady, IDisposable
{
    private readonly Action<string> _log;
    private readonly RequestExecutor _executor;
    private readonly EventFd _bell = new();
    private readonly List<Listener> _listeners = [];
    private volatile bool _stopping;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="handler">The data plane's side; called on the server's thread.</param>
    /// <param name="log">Takes one line per event worth telling, without a time; called on the server's thread.</param>
    /// <param name="limits">Other limits than <see cref="Limits.Default"/>, for tests.</param>
    /// <param name="clock">Another clock than the system's, for tests.</param>
    /// <exception cref="LinuxException">No descriptors could be had.</exception>
    public ControlServer(IControlHandler handler, Action<string> log, Limits? limits = null, TimeProvider? clock = null)
    {
        _log = log;
        Limits = limits ?? Limits.Default;
        Clock = clock ?? TimeProvider.System;
        DescriptorsPerMessage = Limits.DescriptorsPerMessage(handler.Queues);
        Connections = new ConnectionTable(this);
        _executor = new RequestExecutor(this, handler);
        _ = new FailureWatch(Loop, handler.FailureBell, _executor.RemoveFailed);
        Loop.Watch(_bell.Value, LibC.EPOLLIN, this);
    }

    internal EventLoop Loop { get; } = new();

    internal ConnectionTable Connections { get; }

    internal Limits Limits { get; }

    internal TimeProvider Clock { get; }

    internal int DescriptorsPerMessage { get; }

    /// <summary>Serves the whole switch on a socket. Before <see cref="Run"/>, or on its thread.</summary>
    /// <param name="socket">Listening and non-blocking; the server owns it from here on.</param>
    public void Listen(Fd socket) => _listeners.Add(new Listener(Loop, Connections, socket, null));

    /// <summary>Serves until <see cref="Stop"/> is called.</summary>
    public void Run()
    {
        while (!_stopping)
        {
            Loop.Turn(Connections.Expire());
            Connections.BuryDead();
        }
    }

    /// <summary>Makes <see cref="Run"/> return. Any thread, also before it is called.</summary>
    public void Stop()
    {
        _stopping = true;
        _bell.Ring();
    }

    /// <summary>Closes every socket and connection. Not while <see cref="Run"/> runs. The ports stay the data plane's.</summary>
    public void Dispose()
    {
        foreach (Listener listener in _listeners)
        {
            listener.Dispose();
        }

        _executor.Dispose();
        Connections.Dispose();
        Loop.Dispose();
        _bell.Dispose();
    }

    /// <summary>The bell has rung: it only ends the wait.</summary>
    void IReady.Ready(int events) => _bell.Silence();

    internal void Log(string line) => _log(line);

    /// <summary>Executes a request; whatever goes wrong becomes a refusal.</summary>
    internal Reply Execute(Request request, Node? scope, PeerCredentials peer, DescriptorBatch? descriptors)
    {
        Reply reply;
        try
        {
            reply = _executor.Execute(request.Command, request.Token, scope, peer, descriptors);
        }
        catch (ControlException e)
        {
            if (scope is null)
            {
                Log($"refused {request.Command.Verb} of {peer}: {e.Message}");
            }

            reply = Reply.Refusal(e.Code, e.Message);
        }
        catch (LinuxException e)
        {
            Log($"failed {request.Command.Verb} of {peer}: {e.Message}");
            reply = Reply.Refusal(ErrorCode.Failed, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A defect here must not take the data plane down with it.
            Log($"defect in {request.Command.Verb}: {e}");
            reply = Reply.Refusal(ErrorCode.Internal, $"{request.Command.Verb}: a defect of the switch; see its log");
        }

        return request.Id is null ? reply : reply with { Id = request.Id };
    }
}
