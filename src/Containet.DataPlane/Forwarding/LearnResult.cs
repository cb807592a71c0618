namespace Containet.DataPlane.Forwarding;

/// <summary>What became of a source address shown to a <see cref="MacTable"/>.</summary>
public enum LearnResult
{
    /// <summary>It was known at this port.</summary>
    Known,

    /// <summary>It is new, or took the place of the oldest in a full neighbourhood.</summary>
    Learned,

    /// <summary>It was known at another port and is at this one now.</summary>
    Moved,

    /// <summary>It is pinned to another port: the frame's source is false.</summary>
    Refused,

    /// <summary>It is not known at this port, and as many are as may be.</summary>
    Full,

    /// <summary>Nothing was learned: every slot is pinned, or others changed the neighbourhood all the while. A later frame will try again.</summary>
    Skipped,
}
