using Containet.DataPlane.Workers;
using Containet.Linux;

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
            : UringEngine.IsAvailable(out reason) ? EngineKind.Uring
            : EngineKind.Epoll;
    }

    /// <summary>The function that makes the workers.</summary>
    /// <exception cref="LinuxException">The engine that was asked for cannot be had.</exception>
    internal static Func<Fabric, int, Worker> MakerFor(SwitchOptions options) => Resolve(options.Engine, out _) switch
    {
        EngineKind.Uring => (fabric, index) => new Worker<UringEngine>(fabric, index, new UringEngine(fabric, index), options.Idle),
        _ => (fabric, index) => new Worker<EpollEngine>(fabric, index, new EpollEngine(fabric, index), options.Idle),
    };
}
