using Containet.DataPlane.Engines;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Frames that were read and are to be flooded, or come behind such of their port, when a turn's <see cref="WorkerLimits.FloodCopies"/>
/// are used up: in order for each port, the ports in turn. Frames are this worker's own, each held and in it at most once, so that
/// it has room for all. One worker's thread.
/// </summary>
internal sealed class Backlog(int frames)
{
    private readonly int[] _next = new int[frames]; // the frame behind a frame
    private readonly Line[] _lines = new Line[MacTable.MaxPort + 1];
    private ReadyQueue _ports = new(MacTable.MaxPort + 1);

    /// <summary>How many frames wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a frame of a port waits.</summary>
    public bool Has(ushort port) => _lines[port].Count > 0;

    /// <summary>Lets a frame wait.</summary>
    /// <param name="port">The port that it was read from.</param>
    /// <param name="frame">Its index in the worker's pool.</param>
    public void Add(ushort port, int frame)
    {
        ref Line line = ref _lines[port];
        if (line.Count == 0)
        {
            line.First = frame;
            _ports.Add(port);
        }
        else
        {
            _next[line.Last] = frame;
        }

        line.Last = frame;
        line.Count++;
        Count++;
    }

    /// <summary>Takes the first frame of the port whose turn it is; there must be one.</summary>
    /// <param name="port">That port, whose next turn comes after all others'.</param>
    public int Take(out ushort port)
    {
        do
        {
            port = _ports.Take();
        }
        while (_lines[port].Count == 0); // forgotten since

        int frame = TakeOf(port);
        if (_lines[port].Count > 0)
        {
            _ports.Add(port);
        }

        return frame;
    }

    /// <summary>Takes the first frame of a port; there must be one.</summary>
    public int TakeOf(ushort port)
    {
        ref Line line = ref _lines[port];
        int frame = line.First;
        line.First = _next[frame];
        line.Count--;
        Count--;
        return frame;
    }

    // A port's frames, from the first to the last by _next.
    private struct Line
    {
        public int First;
        public int Last;
        public int Count;
    }
}
