using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>
/// A tap by its queues, a descriptor each: the kernel spreads over them, by flow, what the interface sends, and a flow's
/// answers go to the queue that last wrote a frame of it (tun_automq_select_queue, drivers/net/tun.c). Disposed of together.
/// </summary>
public sealed class TapQueues : IDisposable
{
    private readonly Fd[] _queues;

    private TapQueues(Fd[] queues) => _queues = queues;

    /// <summary>The descriptors, non-blocking and close-on-exec.</summary>
    public IReadOnlyList<Fd> Queues => _queues;

    /// <summary>Makes a tap as <see cref="Tap.Create"/> does.</summary>
    /// <param name="name">The interface's name, 1 to 15 bytes.</param>
    /// <param name="flags"><c>IFF_NO_PI</c>, <c>IFF_VNET_HDR</c> …; <c>IFF_MULTI_QUEUE</c> is added where it takes that.</param>
    /// <param name="count">How many queues, 1 or more.</param>
    /// <exception cref="LinuxException">The device, the interface or a queue could not be had.</exception>
    public static TapQueues Create(string name, int flags, int count)
    {
        int kind = count > 1 ? flags | IFF_MULTI_QUEUE : flags;
        List<Fd> queues = [];
        try
        {
            while (queues.Count < count)
            {
                queues.Add(Tap.Create(name, kind));
            }

            return new TapQueues([.. queues]);
        }
        catch
        {
            queues.ForEach(queue => queue.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Fd queue in _queues)
        {
            queue.Dispose();
        }
    }
}
