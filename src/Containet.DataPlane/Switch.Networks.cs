using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.DataPlane;

/// <content>Networks and what is set for them and for ports, changed under traffic; a refusal changes nothing.</content>
public sealed partial class Switch
{
    /// <summary>Adds a network.</summary>
    /// <exception cref="SwitchException">There is one of that name, or as many as there may be.</exception>
    public Network AddNetwork(string name, NetworkSettings settings)
    {
        lock (_control)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_networks.Exists(n => n.Name == name))
            {
                throw new SwitchException("exists", $"there is a network '{name}' already");
            }

            int id = Enumerable.Range(0, SwitchLimits.Networks).FirstOrDefault(i => _fabric.Network(i) is null, -1);
            if (id < 0)
            {
                throw new SwitchException("limit", $"the switch has its {SwitchLimits.Networks} networks already");
            }

            var table = new MacTable(Math.Min(_options.MacSlots, _options.MaxMacSlots), Entropy.NextUInt64(), HugePages.AskFor);
            var network = new Network((ushort)id, name, _workers.Length, table) { Settings = settings };
            _networks.Add(network);
            _fabric.Publish(network);
            return network;
        }
    }

    /// <summary>Changes what is set for a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">What is set then, of what is set now.</param>
    /// <exception cref="SwitchException">There is no such network.</exception>
    public void SetNetwork(string name, Func<NetworkSettings, NetworkSettings> change)
    {
        lock (_control)
        {
            Network network = FindNetwork(name);
            network.Settings = change(network.Settings);
            ApplyPolicies(network);
        }
    }

    /// <summary>Removes a network that no port is in.</summary>
    /// <exception cref="SwitchException">There is no such network, it has ports, or it is the default one.</exception>
    public void RemoveNetwork(string name)
    {
        lock (_control)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Network network = FindNetwork(name);
            int ports = PortsOf(network).Count;
            if (ports > 0)
            {
                throw new SwitchException("in-use", $"network '{name}' has {(ports == 1 ? "1 port: move or remove it" : $"{ports} ports: move or remove them")} first");
            }

            if (name == PortSpec.DefaultNetwork)
            {
                throw new SwitchException("in-use", $"network '{name}' stays: ports that name none join it");
            }

            _networks.Remove(network);

            // A flood that its last ports sent may still lie in a ring.
            TellAll(WorkerCommandKind.Settle);
            TellAll(WorkerCommandKind.Drain);
            _fabric.Withdraw(network);
        }
    }

    /// <summary>Changes what is set for a port.</summary>
    /// <param name="port">A port of this switch; one that has left already is no error.</param>
    /// <param name="change">What is set then, of what is set now.</param>
    public void SetPort(Port port, Func<PortSettings, PortSettings> change)
    {
        lock (_control)
        {
            port.Settings = change(port.Settings);
            port.Network.Table.Limit(port.Number, port.Settings.MaxLearned);
            ApplyPolicies(port.Network);
        }
    }

    /// <summary>
    /// Puts a port into another network, as if it left and joined again, but with its tap, number and counters. What it sent
    /// before goes where it was; what comes for it from there and is not written yet is dropped.
    /// </summary>
    /// <param name="port">A port of this switch.</param>
    /// <param name="name">The network's name.</param>
    /// <returns>The port that it is from now on.</returns>
    /// <exception cref="SwitchException">There is no such network, or the port has left; nothing has changed.</exception>
    public Port MoveToNetwork(Port port, string name)
    {
        lock (_control)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Network network = FindNetwork(name);
            if (_ports[port.Number] != port || port.AnyFailure != 0)
            {
                throw new SwitchException("not-found", $"{port} has left");
            }

            if (network == port.Network)
            {
                return port;
            }

            foreach (MacAddress mac in port.Settings.Macs)
            {
                CheckUnpinned(network, mac);
            }

            return Rejoin(port, network);
        }
    }

    // The number is used again at once, so that no worker may still have it from a look-up of before: each settles twice, once
    // when nobody can find the port any more, and once when its old table has forgotten it.
    private Port Rejoin(Port port, Network network)
    {
        Network before = port.Network;
        before.Remove(port);
        _fabric.Publish(port.Number, null);
        TellAll(WorkerCommandKind.Settle);
        foreach (Port queue in port.Queues)
        {
            _workers[queue.Worker].Release(queue);
        }

        before.Table.Purge(port.Number);
        TellAll(WorkerCommandKind.Settle);

        Port moved = port.In(network, ++_generations[port.Number]);
        foreach (Port queue in moved.Queues)
        {
            int errno = _workers[queue.Worker].Attach(queue);
            if (errno != 0)
            {
                queue.Fail(errno); // it was attached a moment ago: its interface has gone since, and the port goes
            }
        }

        _ports[port.Number] = moved;
        PinAll(moved);
        _fabric.Publish(port.Number, moved);
        network.Add(moved);
        ApplyPolicies(before);
        ApplyPolicies(network);
        return moved;
    }

    private Network FindNetwork(string name) => _networks.Find(n => n.Name == name)
        ?? throw new SwitchException("no-such-network", $"there is no network '{name}'");

    private List<Port> PortsOf(Network network) => [.. _ports.OfType<Port>().Where(port => port.Network == network)];

    private void ApplyPolicies(Network network) => PolicyCompiler.Apply(network, PortsOf(network));

    private void TellAll(WorkerCommandKind kind)
    {
        WorkerCommand[] told = [.. _workers.Select(worker => worker.Post(kind, null))];
        for (int w = 0; w < told.Length; w++)
        {
            _workers[w].Await(told[w]);
        }
    }
}
