using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;

namespace Containet.DataPlane;

/// <content>Links and partitions, changed under traffic. What is on its way over a link arrives when it was due, also after the link is cleared.</content>
public sealed partial class Switch
{
    /// <summary>
    /// Sets what crossing a network does to frames from one port to another, one direction: of what a port sends if only
    /// From is said, of what one gets if only To is, of all if neither is. A frame crosses all
    /// four that there are for it. Ports are named, whether they are in or not.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="directions">Which ones, together.</param>
    /// <param name="settings">What they do; null to clear them.</param>
    /// <exception cref="SwitchException">There is no such network, or too many links; nothing has changed.</exception>
    public void SetLinks(string network, IReadOnlyList<(string? From, string? To)> directions, LinkSettings? settings)
    {
        lock (_control)
        {
            Network changed = FindNetwork(network);
            var links = new Dictionary<(string? From, string? To), LinkSettings>(changed.Links);
            foreach ((string? From, string? To) direction in directions)
            {
                links.Remove(direction);
                if (settings is not null)
                {
                    links.Add(direction, settings);
                }
            }

            if (links.Count > SwitchLimits.Links)
            {
                throw new SwitchException("limit", $"network '{network}' has its {SwitchLimits.Links} links already");
            }

            MakeStores();
            changed.Links = links;
            ApplyPolicies(changed);
        }
    }

    /// <summary>Clears all links of a network.</summary>
    /// <exception cref="SwitchException">There is no such network.</exception>
    public void ClearLinks(string network)
    {
        lock (_control)
        {
            Network changed = FindNetwork(network);
            changed.Links = new Dictionary<(string? From, string? To), LinkSettings>();
            ApplyPolicies(changed);
        }
    }

    /// <summary>
    /// Parts a network: nothing passes between ports of different groups from now on, nor what is on its way over a link. Ports of no
    /// group reach all.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="groups">Names of nodes or ports; empty to heal it.</param>
    /// <exception cref="SwitchException">There is no such network.</exception>
    public void Partition(string network, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        lock (_control)
        {
            Network changed = FindNetwork(network);
            changed.Groups = groups;
            ApplyPolicies(changed);
            TellAll(WorkerCommandKind.Settle); // when this returns nobody decides by the picture of before
        }
    }

    /// <summary>A network's links by their directions, and the groups between which a partition is.</summary>
    /// <exception cref="SwitchException">There is no such network.</exception>
    public (IReadOnlyDictionary<(string? From, string? To), LinkSettings> Links, IReadOnlyList<IReadOnlyList<string>> Groups) LinksOf(string network)
    {
        lock (_control)
        {
            Network found = FindNetwork(network);
            return (found.Links, found.Groups);
        }
    }

    // Before the first policy that has links: a worker that sees one has somewhere to hold frames.
    private void MakeStores()
    {
        foreach (Worker worker in _workers)
        {
            worker.Held ??= new HeldFrames();
        }
    }
}
