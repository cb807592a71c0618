namespace Containet.Simulated;

/// <summary>
/// One thing to measure: how many ports, on how many workers, who sends, and to whom. Port p is on worker p modulo
/// <see cref="Workers"/>, and station n is at port n modulo <see cref="Ports"/>, so that with two ports and two workers
/// every unicast frame crosses.
/// </summary>
/// <param name="Name">How people and programs call it; it does not change between versions.</param>
/// <param name="Workers">Worker threads, each pinned to a core.</param>
/// <param name="Ports">Ports, a power of two; one more where frames are flooded, the sender.</param>
/// <param name="Addresses">Stations known, a power of two; sources and destinations are drawn from them at random.</param>
internal sealed record Scenario(string Name, int Workers, int Ports, int Addresses)
{
    private const int K = 1 << 10;
    private const int M = 1 << 20;

    /// <summary>Whether only port 0 sends: one direction, or a flood.</summary>
    public bool OneSender { get; init; }

    /// <summary>Whether every frame is a broadcast.</summary>
    public bool Flood { get; init; }

    /// <summary>All of them, in the order in which they are printed.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("within-1k", 1, 2, K),
        new("within-64k", 1, 2, 64 * K),
        new("within-1m", 1, 2, M),
        new("within-1k-64-ports", 1, 64, K),
        new("within-1k-1024-ports", 1, 1024, K),
        new("across-one-way-1k", 2, 2, K) { OneSender = true },
        new("across-one-way-64k", 2, 2, 64 * K) { OneSender = true },
        new("across-one-way-1m", 2, 2, M) { OneSender = true },
        new("across-both-ways-1k", 2, 2, K),
        new("across-both-ways-64k", 2, 2, 64 * K),
        new("across-both-ways-1m", 2, 2, M),
        new("flood-within-2", 1, 2, K) { OneSender = true, Flood = true },
        new("flood-within-8", 1, 8, K) { OneSender = true, Flood = true },
        new("flood-within-64", 1, 64, K) { OneSender = true, Flood = true },
        new("flood-across-8", 2, 8, K) { OneSender = true, Flood = true },
        new("flood-across-64", 2, 64, K) { OneSender = true, Flood = true },
    ];
}
