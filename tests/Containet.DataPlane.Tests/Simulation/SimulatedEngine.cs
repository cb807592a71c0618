using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>
/// An engine over <see cref="SimulatedTaps"/>: same promises as the real ones, writes that may end late and reads that come
/// while reading is being stopped included.
/// </summary>
internal readonly struct SimulatedEngine(SimulatedTaps taps, Fabric fabric, int worker) : IEngine
{
    private readonly List<SimulatedPort> _ports = [];
    private readonly HashSet<SimulatedPort> _resting = [];
    private readonly Queue<(FrameRef Frame, bool Slow)> _writes = new();
    private readonly Queue<(SimulatedPort Port, byte[] Frame)> _late = new();

    public static string Name => "simulated";

    public int Attach(Port port)
    {
        taps.Add(port);
        return taps.Refuses(port, worker);
    }

    public void Start(Port port)
    {
        _ports.Add(taps[port]);
        _resting.Remove(taps[port]);
    }

    public void Rest(Port port) => _resting.Add(taps[port]);

    public void Resume(Port port) => _resting.Remove(taps[port]);

    public bool StopReading(Port port)
    {
        for (int i = 0; i < 2 && taps[port].ToSwitch.TryDequeue(out byte[]? frame); i++)
        {
            _late.Enqueue((taps[port], frame));
        }

        return _late.Count > 0;
    }

    public void Detach(Port port)
    {
        _ports.RemoveAll(p => p.Port == port);
        for (int i = _writes.Count; i > 0; i--)
        {
            _writes.Enqueue((_writes.Dequeue().Frame, false));
        }
    }

    public void WakeAt(long time)
    {
    }

    public bool Wait(bool block) => _ports.Exists(p => p.ToSwitch.Count > 0);

    public int Receive(Span<FrameRef> frames)
    {
        int count = 0;
        while (count < frames.Length && _late.TryDequeue(out (SimulatedPort Port, byte[] Frame) late))
        {
            count += Read(late.Port.Port, late.Frame, ref frames[count]);
        }

        foreach (SimulatedPort port in _ports)
        {
            while (count < frames.Length && !_resting.Contains(port) && port.ToSwitch.TryDequeue(out byte[]? bytes))
            {
                count += Read(port.Port, bytes, ref frames[count]);
            }
        }

        return count;
    }

    public unsafe void Transmit(ReadOnlySpan<Delivery> deliveries)
    {
        foreach (Delivery delivery in deliveries)
        {
            FramePool pool = fabric.Pool(delivery.Frame.Owner);
            FrameDescriptor* descriptor = pool.Descriptor(delivery.Frame.Index);
            byte[] bytes = new ReadOnlySpan<byte>(pool.Data(delivery.Frame.Index), descriptor->Length).ToArray();
            SimulatedPort port = _ports.Single(p => p.Port.Number == delivery.Port && p.Port.Generation == delivery.Generation);
            port.FromSwitch.Add(bytes);
            port.Port.Counters.CountSent(1, bytes.Length);
            _writes.Enqueue((delivery.Frame, taps.IsWriteSlow()));
        }
    }

    public int Complete(Span<FrameRef> frames)
    {
        int count = 0;
        for (int waiting = _writes.Count; waiting > 0 && count < frames.Length; waiting--)
        {
            (FrameRef frame, bool slow) = _writes.Dequeue();
            if (slow)
            {
                _writes.Enqueue((frame, false));
            }
            else
            {
                frames[count++] = frame;
            }
        }

        return count;
    }

    public void Dispose()
    {
    }

    // Into a frame of the pool, if there is one.
    private unsafe int Read(Port port, byte[] bytes, ref FrameRef frame)
    {
        FramePool pool = fabric.Pool(worker);
        if (!pool.TryTake(out int index))
        {
            port.Counters.CountReceived(1, bytes.Length);
            port.Counters.CountDrop(DropReason.PoolEmpty);
            return 0;
        }

        taps.Read.Add((port, bytes, worker));
        FrameDescriptor* descriptor = pool.Descriptor(index);
        descriptor->Ingress = port.Number;
        descriptor->Network = port.Network.Id;
        descriptor->Start = FramePool.ReadOffset;
        descriptor->Length = bytes.Length;
        bytes.CopyTo(new Span<byte>(pool.Data(index), bytes.Length));
        frame = new FrameRef(worker, index);
        return 1;
    }
}
