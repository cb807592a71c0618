namespace Containet.DataPlane.Forwarding;

/// <summary>
/// How many addresses a table has learned at each port, and how many it may. Any thread counts; the counts are rough when several
/// learn at once, and each epoch corrects them.
/// </summary>
internal sealed class LearnedCounts
{
    private readonly int[] _learned = new int[MacTable.MaxPort + 1];
    private readonly int[] _limits;

    /// <summary>Makes counts without limits.</summary>
    public LearnedCounts() => _limits = new int[MacTable.MaxPort + 1];

    /// <summary>Makes counts with another table's limits, which go on being the other's too.</summary>
    public LearnedCounts(LearnedCounts other) => _limits = other._limits;

    /// <summary>Says how many may be learned at a port; 0 for any number. Control only.</summary>
    public void Limit(int port, int most) => Volatile.Write(ref _limits[port], most);

    /// <summary>Whether no more may be learned at a port.</summary>
    public bool IsFull(int port)
    {
        int most = Volatile.Read(ref _limits[port]);
        return most > 0 && Volatile.Read(ref _learned[port]) >= most;
    }

    /// <summary>Counts that an entry has changed.</summary>
    /// <param name="before">What it was; 0 if the slot was empty.</param>
    /// <param name="after">What it is; 0 if it is empty.</param>
    public void Changed(ulong before, ulong after)
    {
        if (before != 0 && !MacWord.IsPinned(before))
        {
            Interlocked.Decrement(ref _learned[MacWord.Port(before)]);
        }

        if (after != 0 && !MacWord.IsPinned(after))
        {
            Interlocked.Increment(ref _learned[MacWord.Port(after)]);
        }
    }

    /// <summary>Begins again from what was counted just now; what is learned meanwhile is missed until the next time.</summary>
    public void Correct(ReadOnlySpan<int> learned) => learned.CopyTo(_learned);
}
