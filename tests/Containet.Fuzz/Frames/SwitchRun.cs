using Containet.DataPlane;
using Containet.DataPlane.Engines;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.Fuzz.Frames;

/// <summary>A whole switch with a real engine and without threads, with four ports, one of each kind of tap.</summary>
internal sealed class SwitchRun : IDisposable
{
    private const int Frames = WorkerLimits.ProvidedBuffers + 64;
    private static readonly bool IsUringThere = EngineChoice.Resolve(EngineKind.Auto, out _) == EngineKind.Uring;
    private readonly List<Func<bool>> _turns = [];
    private readonly bool _isUring;

    /// <summary>Makes one.</summary>
    /// <param name="uring">Whether with io_uring, where the kernel lets one have it; else with epoll.</param>
    /// <param name="workers">How many.</param>
    public SwitchRun(bool uring, int workers)
    {
        _isUring = uring && IsUringThere;
        var options = new SwitchOptions { Workers = workers, Frames = Frames, RingSlots = 32, MacSlots = 64, MaxMacSlots = 64 };
        Switch = new Switch(options, (fabric, index) => _isUring
            ? MakeUring(fabric, index, options)
            : Turned(new Worker<EpollEngine>(fabric, index, new EpollEngine(fabric, index), options.Idle)));
        Taps =
        [
            new StandInTap(Switch, 0, 0, packetInformation: false, vnetHeaderSize: 0),
            new StandInTap(Switch, 1, 1 % workers, packetInformation: true, vnetHeaderSize: 0),
            new StandInTap(Switch, 2, 0, packetInformation: false, vnetHeaderSize: 10),
            new StandInTap(Switch, 3, 1 % workers, packetInformation: true, vnetHeaderSize: 12),
        ];
    }

    public Switch Switch { get; }

    public StandInTap[] Taps { get; }

    /// <summary>Turns until nothing moves any more.</summary>
    public void Drain()
    {
        for (int idle = 0; idle < 3;)
        {
            bool worked = false;
            _turns.ForEach(turn => worked |= turn());
            idle = worked ? 0 : idle + 1;
        }
    }

    /// <summary>Frames that are not free, beside those that the kernel may have been lent to read into: exact with epoll.</summary>
    public int FramesHeld => Enumerable.Range(0, Switch.Workers.Count).Sum(
        worker => Math.Max(0, Switch.Fabric.Pool(worker).Outstanding - (_isUring ? WorkerLimits.ProvidedBuffers : 0)));

    public void Dispose()
    {
        Switch.Dispose();
        Array.ForEach(Taps, tap => tap.Dispose());
    }

    private Worker MakeUring(Fabric fabric, int index, SwitchOptions options) => EngineChoice.HasMultishotReads()
        ? Turned(new Worker<UringEngine<MultishotReads>>(
            fabric, index, new UringEngine<MultishotReads>(fabric, index, IoUringLevel.Linux61), options.Idle))
        : Turned(new Worker<UringEngine<PolledReads>>(
            fabric, index, new UringEngine<PolledReads>(fabric, index, IoUringLevel.Linux61), options.Idle));

    private Worker<TEngine> Turned<TEngine>(Worker<TEngine> worker)
        where TEngine : struct, IEngine
    {
        _turns.Add(worker.TurnOnce);
        return worker;
    }
}
