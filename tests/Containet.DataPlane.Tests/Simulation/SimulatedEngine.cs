using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>An engine over <see cref="SimulatedTaps"/>: same promises as the real ones, writes that may end late included.</summary>
internal readonly struct SimulatedEngine(SimulatedTaps taps, Fabric fabric, int worker) : IEngine
{
    private readonly List<SimulatedPort> _ports = [];
    private readonly Queue<(FrameRef Frame, bool Slow)> _writes = new();

    public static string Name => "simulated";

    public int Attach(Port port)
    {
        taps.Add(port);
        _ports.Add(taps[port]);
        return 0;
    }

    public void Detach(Port port)
    {
        _ports.RemoveAll(p => p.Port == port);
        for (int i = _writes.Count; i > 0; i--)
        {
            _writes.Enqueue((_writes.Dequeue().Frame, false));
        }
    }

    public bool Wait(bool block) => _ports.Exists(p => p.ToSwitch.Count > 0);

    public unsafe int Receive(Span<FrameRef> frames)
    {
        FramePool pool = fabric.Pool(worker);
        int count = 0;
        foreach (SimulatedPort port in _ports)
        {
            while (count < frames.Length && port.ToSwitch.TryDequeue(out byte[]? bytes))
            {
                if (!pool.TryTake(out int index))
                {
                    port.Port.Counters.CountReceived(1, bytes.Length);
                    port.Port.Counters.CountDrop(DropReason.PoolEmpty);
                    continue;
                }

                taps.Read.Add((port.Port, bytes));
                FrameDescriptor* descriptor = pool.Descriptor(index);
                descriptor->Ingress = port.Port.Number;
                descriptor->Network = port.Port.Network.Id;
                descriptor->Start = FramePool.ReadOffset;
                descriptor->Length = bytes.Length;
                bytes.CopyTo(new Span<byte>(pool.Data(index), bytes.Length));
                frames[count++] = new FrameRef(worker, index);
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
}
