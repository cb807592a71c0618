using Containet.DataPlane.Workers;
using Containet.Linux;
using Containet.Linux.Bindings;

namespace Containet.DataPlane.Engines;

/// <summary>Which engine a switch uses: the one that was asked for, or the best that this kernel allows.</summary>
public static class EngineChoice
{
    /// <summary>Looks what <see cref="EngineKind.Auto"/> means here.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="reason">Why it is not io_uring, where that was left to choose; else empty.</param>
    /// <returns>The kind to use; never <see cref="EngineKind.Auto"/>.</returns>
    public static EngineKind Resolve(EngineKind asked, out string reason)
    {
        reason = "";
        return asked != EngineKind.Auto ? asked
            : IsUringAvailable(out reason) ? EngineKind.Uring
            : EngineKind.Epoll;
    }

    /// <summary>The function that makes the workers.</summary>
    /// <exception cref="LinuxException">The engine that was asked for cannot be had.</exception>
    internal static Func<Fabric, int, Worker> MakerFor(SwitchOptions options) => Resolve(options.Engine, out _) switch
    {
        EngineKind.Epoll =>
            (fabric, index) => new Worker<EpollEngine>(fabric, index, new EpollEngine(fabric, index), options.Idle),
        EngineKind.Uring when HasMultishotReads() =>
            (fabric, index) => new Worker<UringEngine<MultishotReads>>(
                fabric, index, new UringEngine<MultishotReads>(fabric, index, IoUringLevel.Linux61), options.Idle),
        EngineKind kind =>
            (fabric, index) => new Worker<UringEngine<PolledReads>>(
                fabric, index, new UringEngine<PolledReads>(fabric, index, LevelOf(kind)), options.Idle),
    };

    /// <summary>Whether io_uring has multishot reads here (since Linux 6.7).</summary>
    internal static bool HasMultishotReads()
    {
        using var ring = new IoUring(1, 1);
        return ring.Supports(Native.IORING_OP_READ_MULTISHOT);
    }

    private static IoUringLevel LevelOf(EngineKind kind) => kind == EngineKind.Uring515 ? IoUringLevel.Linux515 : IoUringLevel.Linux61;

    // Whether this kernel, and what confines this process, allow it.
    private static bool IsUringAvailable(out string reason)
    {
        try
        {
            using var fabric = new Fabric(1, WorkerLimits.ProvidedBuffers, 2);
            using var engine = new UringEngine<PolledReads>(fabric, 0, IoUringLevel.Linux61);
            reason = "";
            return true;
        }
        catch (LinuxException missing)
        {
            reason = missing.Message;
            return false;
        }
    }
}
