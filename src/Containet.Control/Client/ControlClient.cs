using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>
/// A connection to a switch: one request at a time, each with a deadline. One thread's. After a <c>timeout</c> or a
/// <c>bad-reply</c> it is of no further use.
/// </summary>
public sealed class ControlClient : IDisposable
{
    /// <summary>A reply is one line per port at most; the switch has far fewer than this holds.</summary>
    private const int MaxReplyBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly Fd _socket;
    private readonly TimeSpan _timeout;
    private readonly ArrayBufferWriter<byte> _received = new();

    /// <summary>Uses a connected socket.</summary>
    /// <param name="socket">Connected to a switch; owned from here on.</param>
    /// <param name="timeout">For each reply; 10 s if left out.</param>
    public ControlClient(Fd socket, TimeSpan? timeout = null)
    {
        _socket = socket;
        _timeout = timeout ?? DefaultTimeout;
    }

    /// <summary>Connects to a switch.</summary>
    /// <param name="path">Its socket.</param>
    /// <param name="timeout">For connecting and for each reply; 10 s if left out.</param>
    /// <exception cref="LinuxException">Nobody listens there, or the caller may not connect.</exception>
    public static ControlClient Connect(string path, TimeSpan? timeout = null) =>
        new(UnixSocket.Connect(path, timeout ?? DefaultTimeout), timeout);

    /// <summary>Adds a port (<c>add-etherfd</c>).</summary>
    /// <param name="port">What the port is.</param>
    /// <param name="token">The node's token; null if none.</param>
    /// <param name="tap">The tap; the caller keeps its descriptor and should close it, as the switch has one of its own.</param>
    /// <param name="pidfd">The process with which the port ends; null to keep it until it is removed.</param>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public void AddPort(AddEtherFd port, string? token, Fd tap, Fd? pidfd) => AddPort(port, token, [tap], pidfd);

    /// <summary>Adds a port whose tap has several queues, or one (<c>add-etherfd</c>).</summary>
    /// <param name="port">What the port is; how many queues there are is added.</param>
    /// <param name="token">The node's token; null if none.</param>
    /// <param name="queues">A descriptor for each queue: one, or as many as <see cref="Settings"/> tells; the caller keeps them and should close them.</param>
    /// <param name="pidfd">The process with which the port ends; null to keep it until it is removed.</param>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public void AddPort(AddEtherFd port, string? token, IReadOnlyList<Fd> queues, Fd? pidfd)
    {
        IEnumerable<int> taps = queues.Select(queue => queue.Value);
        AddEtherFd counted = queues.Count == 1 ? port : port with { Queues = queues.Count };
        Send(counted, token, pidfd is null ? [.. taps] : [.. taps, pidfd.Value]);
    }

    /// <summary>How the switch would have things done (<c>settings</c>).</summary>
    /// <exception cref="ControlException">The switch is an older one (<c>unknown-verb</c>), or did not answer.</exception>
    public SettingsDescription Settings() => Ask(new ListSettings()).Settings!;

    /// <summary>Removes every port of a node (<c>remove-etherfd</c>).</summary>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public void RemovePorts(string node, string? token) => Send(new RemoveEtherFd { Node = node }, token);

    /// <summary>Hands over a control socket (<c>add-ctrlsock</c>).</summary>
    /// <param name="node">The node whose scope it serves.</param>
    /// <param name="token">The node's token; null if none.</param>
    /// <param name="socket">A bound unix stream socket; the caller keeps its descriptor and should close it.</param>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public void AddControlSocket(string node, string? token, Fd socket) =>
        Send(new AddCtrlSock { Node = node }, token, [socket.Value]);

    /// <summary>Asks for a list; the reply has it.</summary>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public Reply Ask(Command list) => Send(list, null) is var reply && reply.Answers(list) ? reply : throw NoAnswer(list.Verb);

    /// <summary>Every port that this socket's scope contains.</summary>
    /// <exception cref="ControlException">The switch did not answer.</exception>
    public IReadOnlyList<PortDescription> Ports() => Ask(new ListPorts()).Ports!;

    /// <summary>Every learned or pinned address that this socket's scope contains.</summary>
    /// <exception cref="ControlException">The switch did not answer.</exception>
    public IReadOnlyList<MacDescription> Macs() => Ask(new ListMacs()).Macs!;

    /// <summary>The switch's workers.</summary>
    /// <exception cref="ControlException">This is a container's control socket, or the switch did not answer.</exception>
    public IReadOnlyList<WorkerDescription> Workers() => Ask(new ListWorkers()).Workers!;

    /// <summary>Has the switch do something that only its own socket does.</summary>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public Reply Administer(AdminCommand command) => Send(command, null);

    /// <summary>Sends any request and waits for its reply.</summary>
    /// <param name="command">What is asked for.</param>
    /// <param name="token">The node's token; null if none.</param>
    /// <param name="descriptors">What goes with it.</param>
    /// <exception cref="ControlException">The switch refused, or did not answer.</exception>
    public Reply Send(Command command, string? token, ReadOnlySpan<int> descriptors = default)
    {
        long since = Stopwatch.GetTimestamp();
        SendAll(RequestWriter.Write(command, token), descriptors);
        Reply reply;
        try
        {
            reply = JsonSerializer.Deserialize(ReceiveLine(since).Span, ControlJson.Default.Reply)
                ?? throw new ControlException(ErrorCode.BadReply, "the switch's reply is not an object");
        }
        catch (JsonException e)
        {
            throw new ControlException(ErrorCode.BadReply, $"the switch's reply is not understood: {e.Message}");
        }

        return reply.Error is null && reply.Code is null
            ? reply
            : throw new ControlException(reply.Code ?? ErrorCode.BadReply, reply.Error ?? "the switch gave no reason");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void SendAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        while (bytes.Length > 0)
        {
            int sent = UnixSocket.Send(_socket.Value, bytes, descriptors);
            if (sent == -LibC.EPIPE)
            {
                // The switch has closed the connection; if it said why, that is waiting to be read.
                return;
            }

            if (sent < 0)
            {
                throw sent == -LibC.EAGAIN
                    ? new ControlException(ErrorCode.Timeout, $"the switch took no request for {_timeout.TotalSeconds:0.###} s")
                    : new LinuxException(-sent, "send to", "the switch");
            }

            bytes = bytes[sent..];
            descriptors = default;
        }
    }

    private ReadOnlyMemory<byte> ReceiveLine(long since)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            TimeSpan left = _timeout - Stopwatch.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || !UnixSocket.WaitReadable(_socket.Value, left))
            {
                throw new ControlException(ErrorCode.Timeout, $"the switch gave no reply within {_timeout.TotalSeconds:0.###} s");
            }

            int count = UnixSocket.Receive(_socket.Value, _received.GetSpan(4096), [], out _, out _);
            if (count == -LibC.EAGAIN)
            {
                continue;
            }

            if (count <= 0)
            {
                throw new ControlException(ErrorCode.BadReply, "the switch closed the connection without a reply");
            }

            _received.Advance(count);
            if (_received.WrittenSpan[^1] == (byte)'\n')
            {
                return _received.WrittenMemory;
            }

            if (_received.WrittenCount > MaxReplyBytes)
            {
                throw new ControlException(ErrorCode.BadReply, $"the switch's reply has more than {MaxReplyBytes} bytes");
            }
        }
    }

    private static ControlException NoAnswer(string verb) => new(ErrorCode.BadReply, $"the switch's reply does not answer {verb}");
}
