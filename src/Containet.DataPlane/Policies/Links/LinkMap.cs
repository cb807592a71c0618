using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Policies.Links;

/// <summary>The links that frames from one port cross, one behind the other: its own, its network's, the pair's, the destination's. Immutable.</summary>
internal sealed class LinkMap
{
    /// <summary>Links that a frame crosses at most.</summary>
    public const int MostLinks = 4;

    /// <summary>What the port sends; null if that is as it is.</summary>
    public LinkQueue? From { get; init; }

    /// <summary>What it sends within its network.</summary>
    public LinkQueue? Network { get; init; }

    /// <summary>What it sends to a port, by number.</summary>
    public LinkQueue?[]? Pairs { get; init; }

    /// <summary>What anybody sends to a port, by number.</summary>
    public LinkQueue?[]? To { get; init; }

    /// <summary>Ports that nothing of it reaches, because a partition is between them.</summary>
    public PortSet? Cut { get; init; }

    /// <summary>Whether a partition is between the port and another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsCut(int port) => Cut is not null && Cut.Has(port);

    /// <summary>The links to a port, in order.</summary>
    /// <param name="port">The port's number.</param>
    /// <param name="links">Room for <see cref="MostLinks"/>.</param>
    /// <returns>How many there are.</returns>
    public int Find(int port, Span<LinkQueue> links)
    {
        int count = 0;
        foreach (LinkQueue? link in (ReadOnlySpan<LinkQueue?>)[From, Network, Pairs?[port], To?[port]])
        {
            if (link is not null)
            {
                links[count++] = link;
            }
        }

        return count;
    }
}
