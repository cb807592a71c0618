using System.Buffers.Binary;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Stress;

/// <summary>Ports in memory, on real worker threads with real rings and doorbells. Frames carry who, to whom, and a number.</summary>
internal readonly struct StressEngine(StressPorts ports, Fabric fabric, int worker) : IEngine
{
    private const int FrameLength = 64;
    private const int FramesPerPort = 8;

    private readonly StressPort?[] _byNumber = new StressPort?[4096];
    private readonly List<StressPort> _owned = [];
    private readonly HashSet<StressPort> _resting = [];
    private readonly Queue<FrameRef> _written = new();
    private readonly int[] _turn = new int[1];
    private readonly Epoll _epoll = Watch(fabric.Doorbell(worker).Descriptor);

    public static string Name => "stress";

    public int Attach(Port port) => 0;

    public void Start(Port port)
    {
        StressPort started = ports.Of(port);
        _byNumber[port.Number] = started;
        _resting.Remove(started);
        _owned.Add(started);
    }

    public void Rest(Port port) => _resting.Add(ports.Of(port));

    public void Resume(Port port) => _resting.Remove(ports.Of(port));

    public bool StopReading(Port port) => false;

    public void Detach(Port port)
    {
        _owned.RemoveAll(p => p.Port == port);
        _byNumber[port.Number] = null;
        _turn[0] = 0;
    }

    public void WakeAt(long time)
    {
    }

    public bool Wait(bool block)
    {
        bool busy = ports.Sending && _owned.Count > 0;
        Span<epoll_event> events = stackalloc epoll_event[1];
        if (_epoll.Wait(events, block && !busy && _written.Count == 0 ? 2000 : 0) > 0)
        {
            fabric.Doorbell(worker).Silence();
            return true;
        }

        return busy;
    }

    public unsafe int Receive(Span<FrameRef> frames)
    {
        // Every fourth turn nothing, so that workers go to sleep in the middle of traffic.
        if (!ports.Sending || _turn[0]++ % 4 == 0)
        {
            return 0;
        }

        FramePool pool = fabric.Pool(worker);
        int count = 0;
        foreach (StressPort port in _owned)
        {
            for (int i = 0; i < FramesPerPort && !_resting.Contains(port) && count < frames.Length && pool.TryTake(out int index); i++)
            {
                (int to, long number) = port.Next();
                FrameDescriptor* descriptor = pool.Descriptor(index);
                descriptor->Start = FramePool.ReadOffset;
                descriptor->Length = FrameLength;
                var head = new Span<byte>(pool.Data(index), FrameLength);
                TestAddress(to).CopyTo(head);
                TestAddress(port.Station).CopyTo(head[6..]);
                BinaryPrimitives.WriteInt64BigEndian(head[16..], number);
                BinaryPrimitives.WriteInt64BigEndian(head[24..], port.Run);
                BinaryPrimitives.WriteInt64BigEndian(head[32..], ~number);
                BinaryPrimitives.WriteInt64BigEndian(head[40..], port.Queue);
                descriptor->Ingress = port.Port.Number;
                descriptor->Network = port.Port.Network.Id;
                frames[count++] = new FrameRef(worker, index);
            }
        }

        return count;
    }

    public unsafe void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        foreach (Delivery delivery in deliveries)
        {
            StressPort port = _byNumber[delivery.Port]!;
            var head = new ReadOnlySpan<byte>(fabric.Pool(delivery.Frame.Owner).Data(delivery.Frame.Index), FrameLength);
            long number = BinaryPrimitives.ReadInt64BigEndian(head[16..]);
            long run = BinaryPrimitives.ReadInt64BigEndian(head[24..]);
            if (BinaryPrimitives.ReadInt64BigEndian(head[32..]) != ~number)
            {
                throw new InvalidOperationException("a frame changed while it was held");
            }

            port.Check(StationOf(head), StationOf(head[6..]), (int)BinaryPrimitives.ReadInt64BigEndian(head[40..]), number, run);
            port.Port.Counters.CountSent(1, FrameLength);
            _written.Enqueue(delivery.Frame);
        }
    }

    public int Complete(Span<FrameRef> frames)
    {
        // Some writes end a turn later, as they do where the kernel completes them.
        int leave = _turn[0] % 3;
        int count = 0;
        while (count < frames.Length && _written.Count > leave && _written.TryDequeue(out FrameRef frame))
        {
            frames[count++] = frame;
        }

        _turn[0] += leave > 0 && !ports.Sending ? 1 : 0;
        return count;
    }

    public void Dispose() => _epoll.Dispose();

    private static Epoll Watch(int doorbell)
    {
        var epoll = new Epoll();
        epoll.Add(doorbell, LibC.EPOLLIN, 0);
        return epoll;
    }

    private static byte[] TestAddress(int station) => [2, 0, 0, 0, (byte)(station >> 8), (byte)station];

    private static int StationOf(ReadOnlySpan<byte> address) => (address[4] << 8) | address[5];
}
