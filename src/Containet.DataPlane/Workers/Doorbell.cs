using System.Runtime.InteropServices;
using Containet.Linux;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Wakes a worker that sleeps, exactly once a sleep, with no wake-up lost.
/// <para>
/// The sleeper announces that it is about to sleep, fences, looks at its rings again, and only then sleeps. A producer
/// publishes, fences, and rings if it sees the announcement. Either the producer sees the announcement, or the sleeper sees
/// what was published: the two full fences order each side's write before its read. Taking the announcement back is an
/// exchange, so of several producers one rings.
/// </para>
/// </summary>
public sealed class Doorbell : IDisposable
{
    private readonly EventFd _bell = new();
    private Flag _asleep;

    /// <summary>The descriptor that an engine waits on together with its ports.</summary>
    public int Descriptor => _bell.Value;

    /// <summary>Wakes the worker if it sleeps. Any thread, after publishing what the worker should see.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier(); // pairs with the fence in Announce
        if (Volatile.Read(ref _asleep.Value) != 0 && Interlocked.Exchange(ref _asleep.Value, 0) != 0)
        {
            _bell.Ring();
        }
    }

    /// <summary>Says that the worker will sleep; it must look at everything once more before it does. The worker only.</summary>
    public void Announce()
    {
        Volatile.Write(ref _asleep.Value, 1);
        Interlocked.MemoryBarrier(); // pairs with the fence in Ring
    }

    /// <summary>Says that it is awake. The worker only.</summary>
    public void Dismiss() => Volatile.Write(ref _asleep.Value, 0);

    /// <summary>Takes back a ring, when the descriptor was found readable. The worker only.</summary>
    public void Silence() => _bell.Silence();

    /// <inheritdoc/>
    public void Dispose() => _bell.Dispose();

    // Read by every producer at the end of a batch, written by the sleeper: a line pair of its own.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Flag
    {
        [FieldOffset(128)]
        public int Value;
    }
}
