namespace Containet.DataPlane.Policies.Links;

/// <summary>What a link does to frames that cross it, beside letting them pass. Immutable; everything at zero does nothing.</summary>
public sealed record LinkSettings
{
    /// <summary>How much later a frame arrives.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>By how much more or less at most, evenly spread; the order is kept all the same.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Part of the frames that is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Part that arrives twice.</summary>
    public double Duplicate { get; init; }

    /// <summary>Part that is not delayed, and so overtakes what is.</summary>
    public double Reorder { get; init; }

    /// <summary>Part that has a bit turned over.</summary>
    public double Corrupt { get; init; }

    /// <summary>Bits a second that it carries; 0 for any number.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>Bytes that a link that has been idle carries at once.</summary>
    public long Burst { get; init; }

    /// <summary>Bytes that wait to be carried; what is more is lost.</summary>
    public long Queue { get; init; }

    /// <summary>For how long it is down each time.</summary>
    public TimeSpan Down { get; init; }

    /// <summary>From one time that it goes down to the next.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>Where its chances begin: with the same, the same frames share the same fate. Null for anywhere.</summary>
    public ulong? Seed { get; init; }
}
