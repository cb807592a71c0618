using System.Runtime.CompilerServices;
using Containet.DataPlane.Frames;

namespace Containet.DataPlane.Workers;

/// <summary>
/// What a worker holds of other workers' frames. The count in a frame's descriptor is its owner's alone, so each worker
/// counts its own deliveries of a foreign frame here; after the last one the frame goes back on the return ring, once.
/// One worker's thread.
/// </summary>
internal sealed class ForeignFrames
{
    private readonly Fabric _fabric;
    private readonly int _worker;
    private readonly int[][] _holds;

    /// <summary>Makes the counts of one worker.</summary>
    public ForeignFrames(Fabric fabric, int worker)
    {
        _fabric = fabric;
        _worker = worker;
        _holds = [.. Enumerable.Range(0, fabric.Workers).Select(w => w == worker ? [] : new int[fabric.Pool(w).Capacity])];
    }

    /// <summary>Begins to hold a frame, once: it has come from its owner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(FrameRef frame) => _holds[frame.Owner][frame.Index] = 1;

    /// <summary>Holds a frame once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Hold(FrameRef frame) => _holds[frame.Owner][frame.Index]++;

    /// <summary>Holds a frame once less; the last time gives it back.</summary>
    public void Release(FrameRef frame)
    {
        if (--_holds[frame.Owner][frame.Index] > 0)
        {
            return;
        }

        // The return ring has a slot for every frame of the pool, and a frame is in it at most once.
        if (!_fabric.Returns(_worker, frame.Owner).TryPush(frame))
        {
            Environment.FailFast($"worker {_worker} gave worker {frame.Owner} back more frames than it has");
        }
    }
}
