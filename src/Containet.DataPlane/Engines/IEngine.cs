using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane.Engines;

/// <summary>
/// How a worker reads frames from its ports, writes frames to them, and sleeps. One per worker, called by the worker's
/// thread only; implemented by structs, so that the worker is compiled for its engine and calls it directly.
/// <para>
/// Reading: the engine takes frames from the worker's own pool and fills in bytes and ingress. Writing: it is handed
/// deliveries, keeps their order per port, and names each frame once per delivery in <see cref="Complete"/> when the kernel
/// is done with its bytes, at once or later. What it cannot write it counts on the port, with the reason.
/// </para>
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>The name that users give it.</summary>
    static abstract string Name { get; }

    /// <summary>
    /// Gets what it needs for a port, so that the rest cannot fail; neither reads nor writes it yet, so that another engine may.
    /// </summary>
    /// <returns>0, or the errno for which the port cannot be had.</returns>
    int Attach(Port port);

    /// <summary>Begins to use an attached port: <see cref="Receive"/> brings its frames, <see cref="Transmit"/> takes some for it.</summary>
    void Start(Port port);

    /// <summary>Leaves in a port's tap what has not been read yet, until <see cref="Resume"/>; what has been still comes from <see cref="Receive"/>.</summary>
    void Rest(Port port);

    /// <summary>Reads on from a port that was let rest.</summary>
    void Resume(Port port);

    /// <summary>Reads nothing more from a port; frames that were read before still come from <see cref="Receive"/>.</summary>
    /// <returns>Whether there are such frames; to be called again after taking some. Then follows <see cref="Detach"/>, before any <see cref="Wait"/>.</returns>
    bool StopReading(Port port);

    /// <summary>
    /// Ends all use of a port; on return no read or write of it is under way and its descriptor may be closed. Frames that were
    /// read and not received are dropped.
    /// </summary>
    void Detach(Port port);

    /// <summary>Hands over what is queued and looks for what has come.</summary>
    /// <param name="block">Whether to sleep until there is a frame, a completion or a doorbell, or it is the time to wake.</param>
    /// <returns>Whether anything came.</returns>
    bool Wait(bool block);

    /// <summary>Says when the next <see cref="Wait"/> that sleeps is to end at the latest.</summary>
    /// <param name="time">A time (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>); 0 for never.</param>
    void WakeAt(long time);

    /// <summary>Takes frames that have been read, fairly over the ports, in order per port. Does not block.</summary>
    /// <returns>How many were written to <paramref name="frames"/>, each held once.</returns>
    int Receive(Span<FrameRef> frames);

    /// <summary>Takes deliveries to ports of this worker. Frames stay held until they come back from <see cref="Complete"/>.</summary>
    /// <param name="deliveries">In order; at most <see cref="WorkerLimits.Deliveries"/>.</param>
    void Transmit(ReadOnlySpan<Delivery> deliveries);

    /// <summary>Takes frames whose delivery has ended, one entry a delivery.</summary>
    /// <returns>How many were written to <paramref name="frames"/>.</returns>
    int Complete(Span<FrameRef> frames);
}
