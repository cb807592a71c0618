namespace Containet.DataPlane.Workers;

/// <summary>The sizes of a worker's lists, in one place, each with its reason.</summary>
public static class WorkerLimits
{
    /// <summary>Workers of one switch: a frame's name has 8 bits for its owner; more than 64 would make the rings, one a pair, the larger part of memory.</summary>
    public const int Workers = 64;

    /// <summary>Frames taken in one turn: enough to spread a turn's fixed costs, few enough that their headers stay in the caches near the core.</summary>
    public const int Batch = 256;

    /// <summary>Frames read from one port in one turn while others wait, so that a port that floods cannot starve them.</summary>
    public const int PortBudget = 32;

    /// <summary>Buffers that the kernel may read into at most: as many as a batch holds.</summary>
    public const int ProvidedBuffers = Batch;

    /// <summary>As many of them as are provided however large frames are.</summary>
    public const int FewestProvided = 32;

    /// <summary>
    /// Bytes of frames for which buffers are provided: what goes round stays in the caches. Twice as much, and half, both
    /// cost TCP of four streams some percent (measured).
    /// </summary>
    public const long HotBytes = 2 << 20;

    /// <summary>Deliveries handed to the engine at once; a flood to more ports goes in several pieces.</summary>
    public const int Deliveries = 512;

    /// <summary>
    /// Copies of flooded frames that a turn makes, and as many again of those that other workers hand over: a millisecond or
    /// two of writes. What is more waits for the next turn. A flood once begun is finished, to however many ports.
    /// </summary>
    public const int FloodCopies = Deliveries;

    /// <summary>Frames of a pool: what a ring to another worker holds, and a batch. 87 MB of addresses, of which small frames use 5 MB.</summary>
    public const int Frames = 1024 + Batch;

    /// <summary>The longest look for work before a sleep, unless told otherwise: about what a sleep and a wake-up cost two sides of a round trip (measured).</summary>
    public static readonly TimeSpan AdaptivePoll = TimeSpan.FromMicroseconds(30);

    /// <summary>Slots of a ring to another worker; full means that the other is that far behind: drop.</summary>
    public const int RingSlots = 1024;

    /// <summary>
    /// Deliveries that wait for a port to be moved: as many as half a ring holds, so that the other half of a sender's frames
    /// is left for other destinations. A move lasts a few turns of the workers; what is too much for that is dropped.
    /// </summary>
    public const int Parked = RingSlots / 2;

    /// <summary>Commands from control that may wait: control waits for each, so one would do.</summary>
    public const int Commands = 16;
}
