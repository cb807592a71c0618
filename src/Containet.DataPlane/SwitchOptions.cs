using Containet.DataPlane.Workers;

namespace Containet.DataPlane;

/// <summary>How a switch is made. Fixed for its life.</summary>
public sealed record SwitchOptions
{
    /// <summary>How many workers, 1 to <see cref="WorkerLimits.Workers"/>.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Which engine.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Auto;

    /// <summary>Whether ports are moved to the worker whose ports they talk to.</summary>
    public PlacementKind Placement { get; init; } = PlacementKind.Auto;

    /// <summary>How many queues the taps that are to join should have.</summary>
    public QueueChoice Queues { get; init; } = QueueChoice.One;

    /// <summary>
    /// How long a worker with nothing to do looks for work before it sleeps; zero to sleep at once. If not said, as long
    /// as it has lately paid, up to <see cref="WorkerLimits.AdaptivePoll"/>.
    /// </summary>
    public TimeSpan? Poll { get; init; }

    internal IdleSpin Idle => new(Poll ?? WorkerLimits.AdaptivePoll, adapts: Poll is null);

    /// <summary>How long an address is remembered after its station was last heard: at least this, at most a quarter more.</summary>
    public TimeSpan Ageing { get; init; } = TimeSpan.FromSeconds(300); // IEEE 802.1Q, table 8-6: the recommended default

    /// <summary>Slots of each network's table of addresses to begin with, a power of two from 16 to 2^27.</summary>
    public int MacSlots { get; init; } = SwitchLimits.MacSlots;

    /// <summary>Slots up to which a table grows, a power of two from 16 to 2^27.</summary>
    public int MaxMacSlots { get; init; } = SwitchLimits.MaxMacSlots;

    /// <summary>Frames of each worker's pool.</summary>
    public int Frames { get; init; } = WorkerLimits.Frames;

    /// <summary>Slots of each ring between two workers, a power of two.</summary>
    public int RingSlots { get; init; } = WorkerLimits.RingSlots;
}
