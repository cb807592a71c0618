using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Policies.Rules;

namespace Containet.DataPlane.Ports;

/// <summary>
/// An isolated broadcast domain: its own table of addresses and its own list of ports, so that no look-up can name a port
/// outside it. Control changes the list by swapping it whole; workers read it at any time.
/// </summary>
public sealed class Network
{
    private Membership _members;
    private MacTable _table;

    internal Network(ushort id, string name, int workers, MacTable table)
    {
        Id = id;
        Name = name;
        _table = table;
        _members = new Membership(workers);
    }

    /// <summary>The number by which frames name it.</summary>
    public ushort Id { get; }

    /// <summary>The name by which people do.</summary>
    public string Name { get; }

    /// <summary>What control has set for it. Control only.</summary>
    public NetworkSettings Settings { get; internal set; } = NetworkSettings.Plain;

    /// <summary>Its rules, in order. Control only.</summary>
    internal IReadOnlyList<RuleState> Rules { get; set; } = [];

    /// <summary>What its links do, by the names of the ports at either end; null for any. Control only.</summary>
    internal IReadOnlyDictionary<(string? From, string? To), LinkSettings> Links { get; set; } = new Dictionary<(string? From, string? To), LinkSettings>();

    /// <summary>The queues of its links, also by the number of the port that they are for, if for one. Control only.</summary>
    internal IReadOnlyDictionary<(string? From, string? To, int Ingress), LinkQueue> Queues { get; set; } =
        new Dictionary<(string? From, string? To, int Ingress), LinkQueue>();

    /// <summary>Names of nodes and ports between which a partition is. Control only.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Groups { get; set; } = [];

    /// <summary>
    /// Its stations. Control swaps the table for a larger one; what a worker still learns in the one before is learned again
    /// with the station's next frame. Any thread; not to be kept.
    /// </summary>
    public MacTable Table
    {
        get => Volatile.Read(ref _table);
        internal set => Volatile.Write(ref _table, value); // release: whoever sees the table sees what is in it
    }

    /// <summary>The ports of the network; control swaps them. Any thread.</summary>
    public Membership Members
    {
        get => Volatile.Read(ref _members);
        private set => Volatile.Write(ref _members, value); // release: a worker that sees the list sees the ports in it
    }

    // Control only, as are the three below.
    internal void Add(Port port) => Members = Members.With(port);

    internal void Remove(Port port) => Members = Members.Without(port);

    internal void BeginMove(Port port, int from, int to) => Members = Members.Moved(port, from, to);

    internal void EndMove() => Members = Members.Settled();
}
