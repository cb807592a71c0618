using System.Diagnostics;

namespace Containet.Simulated;

/// <summary>
/// What one worker's engine measures about itself, on the worker's own thread: from the turn in which the gate opened
/// to the turn in which it closed. The runner reads it when <see cref="IsDone"/>.
/// </summary>
internal sealed class EngineMeter
{
    private int _phase;
    private long _started;
    private long _allocatedBefore;
    private long _ended;
    private int _done;

    /// <summary>Frames handed to the worker since the gate opened.</summary>
    public long Read { get; set; }

    /// <summary>Deliveries written since the gate opened.</summary>
    public long Written { get; set; }

    /// <summary>Deliveries whose header was not what it should be.</summary>
    public long Wrong { get; set; }

    /// <summary>Seconds between opening and closing, by this thread's clock.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_started, _ended).TotalSeconds;

    /// <summary>Bytes that the thread allocated meanwhile.</summary>
    public long Allocated { get; private set; }

    /// <summary>Whether the thread has seen the gate close.</summary>
    public bool IsDone => Volatile.Read(ref _done) != 0;

    /// <summary>Follows the gate.</summary>
    /// <returns>Whether traffic flows.</returns>
    public bool Follow(int phase)
    {
        if (phase != _phase)
        {
            Change(phase);
        }

        return (phase & 1) != 0;
    }

    private void Change(int phase)
    {
        _phase = phase;
        if ((phase & 1) != 0)
        {
            Read = 0;
            Written = 0;
            Volatile.Write(ref _done, 0);
            _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            _started = Stopwatch.GetTimestamp();
        }
        else
        {
            _ended = Stopwatch.GetTimestamp();
            Allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
            Volatile.Write(ref _done, 1); // release: the runner reads the rest after it has seen this
        }
    }
}
