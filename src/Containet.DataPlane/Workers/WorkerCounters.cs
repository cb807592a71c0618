using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Workers;

/// <summary>A worker's counters since it started. Only its thread writes them; any thread may read each value whole.</summary>
public sealed class WorkerCounters
{
    private readonly long[] _drops = new long[DropReasons.Count];
    private long _turns;
    private long _sleeps;
    private long _frames;
    private long _handedOver;
    private long _takenOver;
    private long _idle;
    private long _asleepSince;

    /// <summary>Turns of the loop.</summary>
    public long Turns => Volatile.Read(ref _turns);

    /// <summary>Times it went to sleep.</summary>
    public long Sleeps => Volatile.Read(ref _sleeps);

    /// <summary>Frames read from its own ports.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Deliveries pushed to other workers.</summary>
    public long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>Deliveries taken from other workers.</summary>
    public long TakenOver => Volatile.Read(ref _takenOver);

    /// <summary>Drops that belong to no port of this worker: only <see cref="DropReason.PortGone"/> can.</summary>
    public long Drops(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    /// <summary>Time without work so far, looking for some or asleep, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    /// <param name="now">The time, for a sleep that lasts.</param>
    internal long IdleAt(long now)
    {
        // Pairs with CountIdle's order: whoever sees a sleep counted sees it ended, so that none is counted twice.
        long idle = Volatile.Read(ref _idle);
        long since = Volatile.Read(ref _asleepSince);
        return idle + (since == 0 ? 0 : Math.Max(0, now - since));
    }

    internal void CountTurn() => _turns++;

    internal void CountSleep(long now)
    {
        _sleeps++;
        Volatile.Write(ref _asleepSince, now);
    }

    internal void CountIdle(long ticks)
    {
        Volatile.Write(ref _asleepSince, 0);
        Volatile.Write(ref _idle, ticks);
    }

    internal void CountFrames(int frames) => _frames += frames;

    internal void CountHandedOver() => _handedOver++;

    internal void CountTakenOver(int deliveries) => _takenOver += deliveries;

    internal void CountDrop(DropReason reason) => _drops[(int)reason]++;
}
