using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// Taps by io_uring(7): one system call a turn writes what the turn before decided, and brings what has come.
/// <para>
/// Reading is <see cref="UringReader{TReads}"/>'s. Writes do not block (RWF_NOWAIT), so that the kernel carries them out while it
/// takes them, in order; only one that fails posts a completion. When <see cref="UringExchange.Enter"/> returns, every
/// frame handed to <see cref="Transmit"/> is done with, and <see cref="Complete"/> gives it back.
/// </para>
/// </summary>
/// <typeparam name="TReads">How ports are read.</typeparam>
internal struct UringEngine<TReads> : IEngine
    where TReads : struct, IUringReads<TReads>
{
    private const int Submissions = UringWriter.MaxWrites;
    private const int CompletionSlots = 4096; // every write may fail, every frame may be read into
    private const int WrittenSlots = 2 * WorkerLimits.Deliveries;

    private readonly IoUring _ring;
    private readonly UringFiles _files;
    private readonly UringExchange _exchange;
    private readonly UringReader<TReads> _reader;
    private readonly FrameWriter<UringWriter.Sink> _frameWriter;
    private readonly Port?[] _ports;
    private readonly FrameRef[] _written;
    private uint _writtenCount; // since the start, as the two behind it; the frames between them lie in _written
    private uint _doneCount; // of the written ones, those that the kernel is done with
    private uint _doneTaken;
    private long _wakeAt;
    private bool _enabled;

    /// <summary>Makes the engine of one worker.</summary>
    /// <param name="fabric">What the workers share.</param>
    /// <param name="worker">The worker's index.</param>
    /// <param name="most">What of io_uring to use at most.</param>
    /// <exception cref="LinuxException">io_uring, or something of it that is needed, could not be had.</exception>
    public UringEngine(Fabric fabric, int worker, IoUringLevel most)
    {
        _ports = new Port?[MacTable.MaxPort + 1];
        _written = new FrameRef[WrittenSlots];
        _ring = new IoUring(Submissions, CompletionSlots, most);
        try
        {
            _files = new UringFiles(_ring, MacTable.MaxPort + 1);
            _exchange = new UringExchange(_ring, fabric.Doorbell(worker));
            _reader = new UringReader<TReads>(_ring, fabric.Pool(worker), _exchange, _files);
            var writer = new UringWriter(_ring, _exchange, _files, _ports);
            _exchange.Writer = writer;
            _frameWriter = new FrameWriter<UringWriter.Sink>(fabric, _ports, new UringWriter.Sink(writer));
        }
        catch (LinuxException)
        {
            _ring.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public static string Name => TReads.Name;

    /// <inheritdoc/>
    public int Attach(Port port)
    {
        Enable();
        try
        {
            _files.Add(port);
        }
        catch (LinuxException refused)
        {
            return refused.Errno;
        }

        return 0;
    }

    /// <inheritdoc/>
    public readonly void Start(Port port)
    {
        _ports[port.Number] = port;
        _reader.Add(port);
    }

    /// <inheritdoc/>
    public readonly void Rest(Port port) => _reader.Rest(port);

    /// <inheritdoc/>
    public readonly void Resume(Port port) => _reader.Resume(port);

    /// <inheritdoc/>
    public readonly bool StopReading(Port port) => _reader.Stop(port);

    /// <inheritdoc/>
    public void Detach(Port port)
    {
        _reader.Remove(port); // which hands over the writes that are queued, too
        _doneCount = _writtenCount;
        _files.Remove(port);
        _ports[port.Number] = null;
    }

    /// <inheritdoc/>
    public void WakeAt(long time) => _wakeAt = time;

    /// <inheritdoc/>
    public bool Wait(bool block)
    {
        Enable();
        _reader.Begin();
        bool sleep = block && !_reader.HasCome && !_reader.IsStarved;
        if (sleep || _ring.HasWork)
        {
            Enter(wait: sleep ? 1 : 0, sleep ? _wakeAt : 0);
        }

        return _reader.HasCome;
    }

    /// <inheritdoc/>
    public readonly int Receive(Span<FrameRef> frames) => _reader.Receive(frames);

    /// <inheritdoc/>
    public void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        foreach (Delivery delivery in deliveries)
        {
            _written[_writtenCount++ % WrittenSlots] = delivery.Frame;
        }

        _frameWriter.Transmit(deliveries);
        if (_ring.IsEverythingTaken)
        {
            _doneCount = _writtenCount; // all refused, or carried out on the way: no call is to come that would say so
        }

        // Room for another list: the worker takes what is done before it hands over the next.
        if (_writtenCount - _doneCount > WorkerLimits.Deliveries)
        {
            Enter(wait: 0);
        }
    }

    /// <inheritdoc/>
    public int Complete(Span<FrameRef> frames)
    {
        int count = 0;
        while (count < frames.Length && _doneTaken != _doneCount)
        {
            frames[count++] = _written[_doneTaken++ % WrittenSlots];
        }

        return count;
    }

    /// <inheritdoc/>
    public readonly void Dispose() => _ring.Dispose();

    // SINGLE_ISSUER binds the ring to the thread that enables it: the worker's, not the one that made the engine.
    private void Enable()
    {
        if (!_enabled)
        {
            _ring.Enable();
            _enabled = true;
        }
    }

    private void Enter(int wait, long until = 0)
    {
        _exchange.Enter(wait, until);
        _doneCount = _writtenCount;
    }
}
