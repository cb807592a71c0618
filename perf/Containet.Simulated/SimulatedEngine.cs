using System.Runtime.CompilerServices;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Simulated;

/// <summary>
/// Ports in memory that cost next to nothing, so that what is measured is the worker: its pool, table, rings and lists.
/// <para>
/// Reading takes a frame from the pool and puts 14 bytes of header before 50 of payload that are there already; writing
/// reads the header, checks it and counts. Nothing allocates. A worker that has nothing to do sleeps on its doorbell, as on
/// a real engine. A pool has no more frames than a ring has slots, so senders are held back by their pool and nothing is
/// dropped: every frame that is counted as read is written.
/// </para>
/// </summary>
internal struct SimulatedEngine : IEngine
{
    /// <summary>Bytes of a frame without check sequence: the shortest there is, 64 on the wire.</summary>
    public const int FrameLength = 60;

    // Frames lie as if they had been read from a tap with a virtio-net header of 10 bytes.
    private const int PrefixSize = 10;

    private readonly Scenario _scenario;
    private readonly Stations _stations;
    private readonly Gate _gate;
    private readonly EngineMeter _meter;
    private readonly FramePool _pool;
    private readonly Fabric _fabric;
    private readonly int _worker;
    private readonly Epoll _epoll;
    private readonly SimulatedPort?[] _byNumber = new SimulatedPort?[MacTable.MaxPort + 1];
    private readonly SimulatedPort[] _senders;
    private readonly FrameRef[] _written = new FrameRef[WorkerLimits.Deliveries];
    private int _writtenCount;
    private int _senderCount;
    private int _nextSender;
    private bool _flowing;

    public SimulatedEngine(Scenario scenario, Gate gate, EngineMeter meter, Fabric fabric, int worker)
    {
        _scenario = scenario;
        _stations = new Stations(scenario.Addresses, scenario.Ports);
        _gate = gate;
        _meter = meter;
        _pool = fabric.Pool(worker);
        _fabric = fabric;
        _worker = worker;
        _senders = new SimulatedPort[scenario.Ports + 1];
        _epoll = new Epoll();
        _epoll.Add(fabric.Doorbell(worker).Descriptor, LibC.EPOLLIN, 0);
        WritePayloads();
    }

    public static string Name => "simulated";

    public readonly int Attach(Port port) => 0;

    public void Start(Port port)
    {
        uint place = uint.Parse(port.Node, System.Globalization.CultureInfo.InvariantCulture);
        var added = new SimulatedPort(port, place);
        _byNumber[port.Number] = added;
        if (place == 0 || !_scenario.OneSender)
        {
            _senders[_senderCount++] = added;
        }
    }

    // Whoever floods is held back by the pool.
    public readonly void Rest(Port port)
    {
    }

    public readonly void Resume(Port port)
    {
    }

    public readonly bool StopReading(Port port) => false;

    public void Detach(Port port) => _byNumber[port.Number] = null;

    public readonly void WakeAt(long time)
    {
    }

    public bool Wait(bool block)
    {
        _flowing = _meter.Follow(_gate.Phase);
        if (block && !(_flowing && _senderCount > 0))
        {
            Span<epoll_event> events = stackalloc epoll_event[1];
            if (_epoll.Wait(events, 1000) > 0)
            {
                _fabric.Doorbell(_worker).Silence();
                return true;
            }
        }

        return false;
    }

    public int Receive(Span<FrameRef> frames)
    {
        if (!_flowing || _senderCount == 0)
        {
            return 0;
        }

        int count = 0;
        bool taken = true;
        while (taken && count < frames.Length)
        {
            SimulatedPort sender = _senders[_nextSender];
            _nextSender = _nextSender + 1 == _senderCount ? 0 : _nextSender + 1;
            int budget = Math.Min(count + WorkerLimits.PortBudget, frames.Length);
            taken = ReceiveFrom(sender, frames, ref count, budget);
        }

        _meter.Read += count;
        return count;
    }

    public unsafe void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        int count = _writtenCount;
        long wrong = 0;
        foreach (Delivery delivery in deliveries)
        {
            // Safe: a frame that was delivered is held until it comes back from Complete.
            FramePool pool = _fabric.Pool(delivery.Frame.Owner);
            ulong header = *(ulong*)pool.Data(delivery.Frame.Index);
            SimulatedPort port = _byNumber[delivery.Port]!;
            wrong += (byte)header == (_scenario.Flood ? 0xFF : 0x02) ? 0 : 1;
            port.Port.Counters.CountSent(1, pool.Descriptor(delivery.Frame.Index)->Length);
            _written[count++] = delivery.Frame;
        }

        _writtenCount = count;
        _meter.Written += deliveries.Length;
        _meter.Wrong += wrong;
    }

    public int Complete(Span<FrameRef> frames)
    {
        int count = Math.Min(_writtenCount, frames.Length);
        _written.AsSpan(_writtenCount - count, count).CopyTo(frames);
        _writtenCount -= count;
        return count;
    }

    public readonly void Dispose() => _epoll.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly unsafe bool ReceiveFrom(SimulatedPort sender, Span<FrameRef> frames, ref int count, int end)
    {
        ulong random = sender.Random;
        ushort number = sender.Port.Number;
        ushort network = sender.Port.Network.Id;
        int at = count;
        bool taken = true;
        while (at < end && (taken = _pool.TryTake(out int index)))
        {
            (uint from, uint to) = _stations.Draw(ref random, sender.Place);
            ulong source = Stations.Address(from).Value;
            ulong destination = _scenario.Flood ? MacAddress.Broadcast.Value : Stations.Address(to).Value;

            // Safe: a buffer has room for far more than 12 bytes; little-endian, as addresses are kept.
            byte* start = _pool.ReadAddress(index) + PrefixSize;
            *(ulong*)start = destination | (source << 48);
            *(uint*)(start + 8) = (uint)(source >> 16);
            FrameDescriptor* descriptor = _pool.Descriptor(index);
            descriptor->Length = FrameLength;
            descriptor->Start = FramePool.ReadOffset + PrefixSize;
            descriptor->Ingress = number;
            descriptor->Network = network;
            frames[at++] = new FrameRef(_worker, index);
        }

        sender.Random = random;
        count = at;
        return taken;
    }

    private readonly unsafe void WritePayloads()
    {
        for (int i = 0; i < _pool.Capacity; i++)
        {
            var frame = new Span<byte>(_pool.ReadAddress(i) + PrefixSize, FrameLength);
            frame.Fill((byte)i);
            frame[12] = 0x08;
            frame[13] = 0x00;
        }
    }
}
