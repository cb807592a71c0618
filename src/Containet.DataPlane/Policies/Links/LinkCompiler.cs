using System.Diagnostics;
using Containet.DataPlane.Ports;
using Containet.Linux;

namespace Containet.DataPlane.Policies.Links;

/// <summary>
/// Makes the maps of a network's links and partitions from what control has set. A queue that there is goes on, so that a change
/// elsewhere does not begin it anew. Control only, once.
/// </summary>
internal sealed class LinkCompiler
{
    private readonly Network _network;
    private readonly IReadOnlyCollection<Port> _ports;
    private readonly int _workers;
    private readonly Dictionary<(string? From, string? To, int Ingress), LinkQueue> _queues = [];
    private readonly LinkQueue?[]? _to;

    /// <summary>Looks at a network.</summary>
    public LinkCompiler(Network network, IReadOnlyCollection<Port> ports)
    {
        _network = network;
        _ports = ports;
        _workers = network.Members.Workers.Length;
        _to = ByPort(to => (null, to.ToString()));
    }

    /// <summary>The queues that there are now; what is not among them is forgotten.</summary>
    public IReadOnlyDictionary<(string? From, string? To, int Ingress), LinkQueue> Queues => _queues;

    /// <summary>A port's map; null if nothing is in its way.</summary>
    public LinkMap? MapOf(Port port)
    {
        if (_network.Links.Count == 0 && _network.Groups.Count == 0)
        {
            return null; // as mostly: every join asks for every port
        }

        string name = port.ToString();
        var map = new LinkMap
        {
            From = Find((name, null), 0),
            Network = Find((null, null), port.Number),
            Pairs = ByPort(to => (name, to.ToString())),
            To = _to,
            Cut = CutOf(port),
        };
        return map is { From: null, Network: null, Pairs: null, To: null, Cut: null } ? null : map;
    }

    private LinkQueue?[]? ByPort(Func<Port, (string? From, string? To)> link)
    {
        LinkQueue?[]? queues = null;
        if (_network.Links.Count == 0)
        {
            return queues;
        }

        foreach (Port port in _ports)
        {
            if (Find(link(port), 0) is { } queue)
            {
                queues ??= new LinkQueue?[Forwarding.MacTable.MaxPort + 1];
                queues[port.Number] = queue;
            }
        }

        return queues;
    }

    private LinkQueue? Find((string? From, string? To) link, int ingress)
    {
        if (!_network.Links.TryGetValue(link, out LinkSettings? settings))
        {
            return null;
        }

        (string?, string?, int) key = (link.From, link.To, ingress);
        if (!_queues.TryGetValue(key, out LinkQueue? queue))
        {
            queue = _network.Queues.TryGetValue(key, out LinkQueue? before) && ReferenceEquals(before.Settings, settings)
                ? before
                : new LinkQueue(settings, _workers, (settings.Seed ?? Entropy.NextUInt64()) + (ulong)ingress, Stopwatch.GetTimestamp());
            _queues.Add(key, queue);
        }

        return queue;
    }

    private PortSet? CutOf(Port port)
    {
        IReadOnlyList<string>? own = GroupOf(port);
        int[] cut = own is null ? [] : [.. _ports.Where(other => GroupOf(other) is { } group && group != own).Select(other => (int)other.Number)];
        return cut.Length == 0 ? null : new PortSet(cut);
    }

    private IReadOnlyList<string>? GroupOf(Port port) =>
        _network.Groups.FirstOrDefault(group => group.Contains(port.Node) || group.Contains(port.ToString()));
}
