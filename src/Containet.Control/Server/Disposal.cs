using Containet.Linux;

namespace Containet.Control;

/// <summary>
/// Closes descriptors that others sent and the switch has not found to be harmless. What is behind one may make close(2)
/// wait: a TCP socket that lingers, a file whose server does not answer. The control thread must not be the one that waits.
/// </summary>
internal static class Disposal
{
    /// <summary>Closes a descriptor soon, on another thread; the caller uses it no more.</summary>
    public static void Close(Fd descriptor) => ThreadPool.UnsafeQueueUserWorkItem(static fd => fd.Dispose(), descriptor, preferLocal: false);
}
