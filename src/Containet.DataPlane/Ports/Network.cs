using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Ports;

/// <summary>
/// An isolated broadcast domain: its own table of addresses and its own list of ports, so that no look-up can name a port
/// outside it. Control changes the list by swapping it whole; workers read it at any time.
/// </summary>
public sealed class Network
{
    private Port[][] _members;
    private MacTable _table;

    internal Network(ushort id, string name, int workers, MacTable table)
    {
        Id = id;
        Name = name;
        _table = table;
        _members = new Port[workers][];
        Array.Fill(_members, []);
    }

    /// <summary>The number by which frames name it.</summary>
    public ushort Id { get; }

    /// <summary>The name by which people do.</summary>
    public string Name { get; }

    /// <summary>
    /// Its stations. Control swaps the table for a larger one; what a worker still learns in the one before is learned again
    /// with the station's next frame. Any thread; not to be kept.
    /// </summary>
    public MacTable Table
    {
        get => Volatile.Read(ref _table);
        internal set => Volatile.Write(ref _table, value); // release: whoever sees the table sees what is in it
    }

    /// <summary>The ports of the network, by the worker that owns them; never changed, only replaced. Any thread.</summary>
    public Port[][] Members => Volatile.Read(ref _members);

    // Control only.
    internal void Add(Port port) => Replace(port.Worker, [.. _members[port.Worker], port]);

    internal void Remove(Port port) => Replace(port.Worker, [.. _members[port.Worker].Where(p => p != port)]);

    private void Replace(int worker, Port[] ports)
    {
        Port[][] members = [.. _members];
        members[worker] = ports;
        Volatile.Write(ref _members, members); // release: a worker that sees the list sees the ports in it
    }
}
