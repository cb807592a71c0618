namespace Containet.Simulated;

/// <summary>Whether traffic flows. Written by the runner, looked at by every engine once a turn.</summary>
internal sealed class Gate
{
    private int _phase;

    /// <summary>0 before the first round; odd while frames are sent; even while not.</summary>
    public int Phase => Volatile.Read(ref _phase);

    public void Next() => Volatile.Write(ref _phase, _phase + 1);
}
