using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>
/// One client. What arrives goes through a pipe to the framer, which says where requests end; each is answered, in order,
/// before more is received. Nothing here waits: a receive takes what there is, a send what there is room for, and the
/// time that a client may take is bounded by <see cref="TimeLeft"/>, which the server looks at. Pooled; the control thread's.
/// </summary>
internal sealed class Connection : IReady
{
    private const int ReceiveBytes = 4096;
    private static readonly TimeSpan Forever = TimeSpan.MaxValue;

    private readonly Pipe _input = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0, minimumSegmentSize: ReceiveBytes, useSynchronizationContext: false));

    private readonly RequestFramer _framer = new();
    private readonly DescriptorQueue _descriptors = new();
    private readonly OutputBuffer _output = new();

    private ControlServer _server = null!;
    private Fd _socket = null!;
    private PeerCredentials _peer;
    private ulong _tag;
    private int _interest;
    private long _received; // bytes since the connection began
    private long _consumed; // of these, bytes of requests that have been dealt with
    private long? _requestSince;
    private long? _outputSince;
    private bool _closing; // no further request; the end when the output is sent
    private bool _deaf; // the client reads no more replies
    private bool _busy; // inside Ready
    private bool _closed;

    /// <summary>The socket that the client came through.</summary>
    public Listener Listener { get; private set; } = null!;

    /// <summary>Begins to serve a client.</summary>
    public void Open(ControlServer server, Listener listener, Fd socket)
    {
        _server = server;
        Listener = listener;
        _socket = socket;
        _peer = UnixSocket.GetPeerCredentials(socket.Value);
        _interest = LibC.EPOLLIN;
        _tag = server.Loop.Watch(socket.Value, _interest, this);
        listener.Connections.Add(this);
    }

    /// <inheritdoc/>
    public void Ready(int events)
    {
        if (_closed)
        {
            return;
        }

        _busy = true;
        if (!_closing && (events & (LibC.EPOLLIN | LibC.EPOLLHUP | LibC.EPOLLERR)) != 0)
        {
            Receive();
        }
        else if (_closing && (events & (LibC.EPOLLHUP | LibC.EPOLLERR)) != 0)
        {
            _deaf = true;
        }

        _busy = false;
        Flush();
    }

    /// <summary>Answers no further request, and closes when the replies so far are sent.</summary>
    public void Finish()
    {
        _closing = true;
        _requestSince = null;
        if (!_busy)
        {
            Flush();
        }
    }

    /// <summary>How long the client may take for what it has begun; beyond zero if <see cref="Expire"/> is due.</summary>
    public TimeSpan TimeLeft()
    {
        TimeSpan request = _requestSince is { } since ? _server.Limits.RequestTime - _server.Clock.GetElapsedTime(since) : Forever;
        TimeSpan output = _outputSince is { } waiting ? _server.Limits.OutputTime - _server.Clock.GetElapsedTime(waiting) : Forever;
        return request < output ? request : output;
    }

    /// <summary>The time is over.</summary>
    public void Expire()
    {
        bool unread = _outputSince is { } waiting && _server.Clock.GetElapsedTime(waiting) >= _server.Limits.OutputTime;
        if (unread)
        {
            _deaf = true;
            Finish();
        }
        else
        {
            Refuse(ErrorCode.TooSlow, $"the request was not finished within {_server.Limits.RequestTime.TotalSeconds:0.###} s");
        }
    }

    /// <summary>Closes everything and becomes ready for the pool.</summary>
    public void Reset()
    {
        _server.Loop.Forget(_socket.Value, _tag);
        _socket.Dispose();
        Listener.Connections.Remove(this);
        _descriptors.Clear();
        _input.Writer.Complete();
        _input.Reader.Complete();
        _input.Reset();
        _framer.Reset();
        _output.Clear();
        (_received, _consumed, _requestSince, _outputSince) = (0, 0, null, null);
        (_closing, _deaf, _busy, _closed) = (false, false, false, false);
    }

    private int MostBytes => Listener.Scope is null ? _server.Limits.MessageBytes : _server.Limits.MessageBytesOfContainers;

    private void Receive()
    {
        Span<int> numbers = stackalloc int[_server.DescriptorsPerMessage];
        int count = UnixSocket.Receive(
            _socket.Value, _input.Writer.GetMemory(ReceiveBytes).Span, numbers, out int descriptors, out bool truncated);
        if (descriptors > 0)
        {
            // Owned before anything else can happen.
            var owned = new Fd?[descriptors];
            for (int i = 0; i < descriptors; i++)
            {
                owned[i] = new Fd(numbers[i]);
            }

            _descriptors.Add(new DescriptorBatch(_received, _received + count, owned));
        }

        if (count == -LibC.EAGAIN)
        {
            return;
        }

        if (count <= 0)
        {
            End(count);
            return;
        }

        if (truncated || _descriptors.Count > _server.Limits.WaitingMessages * _server.DescriptorsPerMessage)
        {
            Refuse(ErrorCode.TooManyDescriptors,
                $"more than {_server.DescriptorsPerMessage} descriptors with a request, or they could not be received");
            return;
        }

        _received += count;
        _input.Writer.Advance(count);
        ValueTask<FlushResult> flushed = _input.Writer.FlushAsync();
        Debug.Assert(flushed.IsCompletedSuccessfully, "a pipe without a threshold never makes its writer wait");
        Serve();
    }

    private void End(int result)
    {
        _deaf |= result < 0;
        if (_requestSince is not null)
        {
            Refuse(ErrorCode.BadJson, "the request has no end");
        }

        Finish();
    }

    // Answers every whole request that has arrived.
    private void Serve()
    {
        while (!_closing && _input.Reader.TryRead(out ReadResult read))
        {
            ReadOnlySequence<byte> input = read.Buffer;
            FramingStatus status;
            long start;
            long length;
            try
            {
                status = _framer.Next(input, out start, out length);
            }
            catch (JsonException e)
            {
                _input.Reader.AdvanceTo(input.End);
                Refuse(ErrorCode.BadJson, $"not a JSON object: {FirstSentence(e.Message)}");
                return;
            }

            if ((status == FramingStatus.Complete ? length : input.Length - start) > MostBytes)
            {
                _input.Reader.AdvanceTo(input.End);
                Refuse(ErrorCode.TooLarge, $"the request is longer than {MostBytes} bytes");
                return;
            }

            if (status == FramingStatus.Complete)
            {
                Answer(input.Slice(start, length), _consumed + start);
                Consume(input, start + length, examined: input.GetPosition(start + length));
                _requestSince = null;
                continue;
            }

            // White space is dropped at once, so that it counts against no request. What remains has been looked at.
            Consume(input, start, examined: input.End);
            _requestSince = status == FramingStatus.Empty ? null : _requestSince ?? _server.Clock.GetTimestamp();
        }

        _descriptors.CloseBefore(_consumed);
    }

    private void Consume(ReadOnlySequence<byte> input, long count, SequencePosition examined)
    {
        _input.Reader.AdvanceTo(input.GetPosition(count), examined);
        _consumed += count;
    }

    private void Answer(ReadOnlySequence<byte> bytes, long start)
    {
        if (_output.Pending > _server.Limits.UnreadBytes)
        {
            Log("it does not read its replies");
            _deaf = true;
            Finish();
            return;
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        bytes.CopyTo(copy);
        if (RequestParser.TryParse(copy.AsSpan(0, (int)bytes.Length), out Request? request, out Reply? reply))
        {
            using DescriptorBatch? batch = request!.Command.Descriptors > 0 ? _descriptors.Take(start) : null;
            reply = _server.Execute(request, Listener.Scope, _peer, batch);
        }

        ArrayPool<byte>.Shared.Return(copy);
        _output.Write(reply!);
    }

    // A refusal after which the stream cannot be followed.
    private void Refuse(string code, string error)
    {
        _descriptors.Clear();
        _output.Write(Reply.Refusal(code, error));
        Log(error);
        Finish();
    }

    private void Flush()
    {
        if (_closed)
        {
            return;
        }

        int sent = _deaf ? -LibC.EPIPE : _output.Flush(_socket);
        if (sent < 0)
        {
            // The client reads no more. What it has sent is still served: old programs do not wait for the reply.
            _deaf = true;
            _output.Clear();
        }

        _outputSince = _output.Pending == 0 ? null : sent > 0 || _outputSince is null ? _server.Clock.GetTimestamp() : _outputSince;
        if (_closing && _output.Pending == 0)
        {
            _closed = true;
            _server.Connections.Bury(this);
            return;
        }

        int interest = (_closing ? 0 : LibC.EPOLLIN) | (_output.Pending > 0 ? LibC.EPOLLOUT : 0);
        if (interest != _interest)
        {
            _interest = interest;
            _server.Loop.Change(_socket.Value, interest, _tag);
        }
    }

    // What containers do wrong they are told, and only they: the log is not theirs to fill.
    private void Log(string reason)
    {
        if (Listener.Scope is null)
        {
            _server.Log($"closed a connection of {_peer}: {reason}");
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
