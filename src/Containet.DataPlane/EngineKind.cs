namespace Containet.DataPlane;

/// <summary>How workers read and write taps.</summary>
public enum EngineKind
{
    /// <summary>The best one that this kernel allows.</summary>
    Auto,

    /// <summary>io_uring(7) with multishot reads: Linux 6.7 or newer.</summary>
    Uring,

    /// <summary>epoll(7) with non-blocking vectored reads and writes.</summary>
    Epoll,
}
