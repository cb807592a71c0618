namespace Containet.DataPlane;

/// <summary>How workers read and write taps.</summary>
public enum EngineKind
{
    /// <summary>The best one that this kernel allows.</summary>
    Auto,

    /// <summary>io_uring(7), from Linux 5.15 on: with multishot reads if the kernel has them (6.7), else with polls and single reads.</summary>
    Uring,

    /// <summary>io_uring(7) with nothing that is newer than Linux 5.15: to test and measure that on a newer kernel.</summary>
    Uring515,

    /// <summary>epoll(7) with non-blocking vectored reads and writes.</summary>
    Epoll,
}
