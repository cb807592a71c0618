using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Ports;

/// <summary>What a port has counted at all its queues (<see cref="PortCounters"/>), summed when it is asked. Any thread.</summary>
public readonly struct PortTotals(IReadOnlyList<Port> queues)
{
    /// <summary>Frames read from the port, dropped ones included.</summary>
    public long ReceivedFrames => queues.Sum(queue => queue.Counters.ReceivedFrames);

    /// <summary>Bytes of those, from the destination address on.</summary>
    public long ReceivedBytes => queues.Sum(queue => queue.Counters.ReceivedBytes);

    /// <summary>Frames written to the port.</summary>
    public long SentFrames => queues.Sum(queue => queue.Counters.SentFrames);

    /// <summary>Bytes of those.</summary>
    public long SentBytes => queues.Sum(queue => queue.Counters.SentBytes);

    /// <summary>All drops.</summary>
    public long AllDrops => queues.Sum(queue => queue.Counters.AllDrops);

    /// <summary>Frames, or copies of a flooded one, dropped for a reason.</summary>
    public long Drops(DropReason reason) => queues.Sum(queue => queue.Counters.Drops(reason));
}
