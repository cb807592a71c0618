namespace Containet.DataPlane;

/// <summary>How many queues a switch would have taps have.</summary>
public enum QueueChoice
{
    /// <summary>One: a port has a worker, to which the others hand over what is for it.</summary>
    One,

    /// <summary>One for each worker: each reads its part of what a container sends, and writes to it without a hand-over.</summary>
    Each,
}
