using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Taps by epoll(7) and non-blocking readv and writev: works wherever taps do.
/// <para>
/// epoll says which ports have frames. Those are read in turn, at most <see cref="WorkerLimits.PortBudget"/> frames a go,
/// until they say EAGAIN; a port with frames left goes to the end of the queue. Writing ends before <see cref="Transmit"/>
/// returns, so frames come back from <see cref="Complete"/> at once.
/// </para>
/// </summary>
public struct EpollEngine : IEngine
{
    private const ulong DoorbellTag = 0;
    private const int Events = 64;

    private readonly Doorbell _doorbell;
    private readonly TapIo _io;
    private readonly Epoll _epoll;
    private readonly EpollWriter _writer;
    private readonly FrameWriter<EpollWriter.Sink> _frameWriter;
    private readonly epoll_event[] _events;
    private readonly Port?[] _ports;
    private readonly bool[] _resting;
    private readonly FrameRef[] _finished;
    private ReadyQueue _ready;
    private int _finishedCount;
    private int _finishedTaken;
    private long _wakeAt;

    /// <summary>Makes the engine of one worker.</summary>
    /// <param name="fabric">What the workers share.</param>
    /// <param name="worker">The worker's index.</param>
    /// <exception cref="LinuxException">epoll could not be had.</exception>
    public EpollEngine(Fabric fabric, int worker)
    {
        _doorbell = fabric.Doorbell(worker);
        _io = new TapIo(fabric.Pool(worker));
        _epoll = new Epoll();
        _writer = new EpollWriter(_io, _epoll);
        _events = new epoll_event[Events];
        _ports = new Port?[MacTable.MaxPort + 1];
        _resting = new bool[MacTable.MaxPort + 1];
        _frameWriter = new FrameWriter<EpollWriter.Sink>(fabric, _ports, new EpollWriter.Sink(_writer));
        _finished = new FrameRef[WorkerLimits.Deliveries];
        _ready = new ReadyQueue(MacTable.MaxPort + 1);
        _epoll.Add(_doorbell.Descriptor, LibC.EPOLLIN, DoorbellTag);
    }

    /// <inheritdoc/>
    public static string Name => "epoll";

    /// <inheritdoc/>
    public readonly int Attach(Port port)
    {
        try
        {
            // For errors only, which are always told; they are passed over until the port is started.
            _epoll.Add(port.Tap!.Value, 0, port.Number);
            return 0;
        }
        catch (LinuxException refused)
        {
            return refused.Errno;
        }
    }

    /// <inheritdoc/>
    public readonly void Start(Port port)
    {
        _ports[port.Number] = port;
        _resting[port.Number] = false;
        if (port.Failure == 0)
        {
            _epoll.Modify(port.Tap!.Value, LibC.EPOLLIN, port.Number);
        }
        else
        {
            _epoll.Remove(port.Tap!.Value); // given up by another worker since it was attached here
        }
    }

    /// <inheritdoc/>
    public readonly void Rest(Port port) => _resting[port.Number] = true;

    /// <inheritdoc/>
    public readonly void Resume(Port port) => _resting[port.Number] = false;

    /// <inheritdoc/>
    public readonly bool StopReading(Port port) => false; // it reads only while it receives

    /// <inheritdoc/>
    public readonly void Detach(Port port)
    {
        if (port.Failure == 0)
        {
            _epoll.Remove(port.Tap!.Value);
        }

        // What the queue still says of it is passed over when its turn comes.
        _ports[port.Number] = null;
    }

    /// <inheritdoc/>
    public void WakeAt(long time) => _wakeAt = time;

    /// <inheritdoc/>
    public bool Wait(bool block)
    {
        // With a port known to have frames left there is something to do, whatever epoll says.
        int count = block && _ready.IsEmpty ? _epoll.WaitUntil(_events, _wakeAt) : _epoll.Wait(_events, 0);
        for (int i = 0; i < count; i++)
        {
            if (_events[i].data.u64 == DoorbellTag)
            {
                _doorbell.Silence();
            }
            else
            {
                _ready.Add((ushort)_events[i].data.u64);
            }
        }

        return count > 0 || !_ready.IsEmpty;
    }

    /// <inheritdoc/>
    public int Receive(Span<FrameRef> frames)
    {
        int received = 0;
        for (int turn = _ready.Count; turn > 0 && received < frames.Length; turn--)
        {
            ushort number = _ready.Take();
            if (_ports[number] is not { } port)
            {
                continue;
            }

            if (_resting[number])
            {
                _ready.Add(number); // nobody sleeps meanwhile: its worker has frames of it to forward
                continue;
            }

            int wanted = Math.Min(WorkerLimits.PortBudget, frames.Length - received);
            received += ReadFrom(port, frames.Slice(received, wanted), out bool more);
            if (more)
            {
                _ready.Add(number);
            }
        }

        return received;
    }

    /// <inheritdoc/>
    public void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        _frameWriter.Transmit(deliveries);
        foreach (Delivery delivery in deliveries)
        {
            _finished[_finishedCount++] = delivery.Frame;
        }
    }

    /// <inheritdoc/>
    public int Complete(Span<FrameRef> frames)
    {
        int count = Math.Min(frames.Length, _finishedCount - _finishedTaken);
        _finished.AsSpan(_finishedTaken, count).CopyTo(frames);
        _finishedTaken += count;
        if (_finishedTaken == _finishedCount)
        {
            _finishedTaken = _finishedCount = 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public readonly void Dispose() => _epoll.Dispose();

    private readonly int ReadFrom(Port port, Span<FrameRef> frames, out bool more)
    {
        more = true;
        int count = 0;
        for (int reads = 0; reads < WorkerLimits.PortBudget && count < frames.Length; reads++)
        {
            int errno = _io.Read(port, out FrameRef frame, out DropReason dropped);
            if (errno != 0)
            {
                more = false;
                if (errno != LibC.EAGAIN)
                {
                    _writer.GiveUp(port, errno);
                }

                break;
            }

            if (dropped == DropReason.None)
            {
                frames[count++] = frame;
            }
            else
            {
                port.Counters.CountReceived(1, 0);
                port.Counters.CountDrop(dropped);
            }
        }

        return count;
    }
}
