using Containet.Linux;

namespace Containet.Control;

/// <summary>
/// Does what a request asks for: looks at the names, then at token and scope, then at the descriptors, and only when
/// everything is right has the data plane do it and records it. A refusal changes nothing. The control thread's.
/// </summary>
internal sealed class RequestExecutor(ControlServer server, IControlHandler handler) : IDisposable
{
    private readonly NodeRegistry _registry = new(server.Limits);
    private readonly HashSet<NodePort> _ports = [];
    private readonly Dictionary<Node, List<Listener>> _controlSockets = [];

    /// <summary>Executes a request.</summary>
    /// <param name="command">The request.</param>
    /// <param name="token">What it presents.</param>
    /// <param name="scope">The node whose control socket it came through; null for the switch's own socket.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="descriptors">What came with it; what is not taken the caller closes.</param>
    /// <exception cref="ControlException">It is refused.</exception>
    public Reply Execute(Command command, string? token, Node? scope, PeerCredentials peer, DescriptorBatch? descriptors) => command switch
    {
        AddEtherFd add => AddPort(add, token, scope, peer, descriptors),
        RemoveEtherFd remove => RemovePorts(remove, token, scope, peer),
        AddCtrlSock add => AddControlSocket(add, token, scope, peer, descriptors),
        ListPorts => new Reply { Ports = Visible(handler.Ports(), scope, port => port.Node) },
        ListMacs => new Reply { Macs = Visible(handler.Macs(), scope, mac => mac.Node) },
        ListSettings => new Reply { Settings = new SettingsDescription(handler.Queues) },
        ListWorkers when scope is null => new Reply { Workers = handler.Workers() },
        AdminCommand admin when scope is null => Administer(admin, peer),
        _ => throw new ControlException(ErrorCode.Denied, $"{command.Verb}: only the switch's own socket answers this"),
    };

    /// <summary>Removes the ports that the data plane has given up.</summary>
    public void RemoveFailed()
    {
        foreach (PortFailure failure in handler.TakeFailures())
        {
            if (_ports.FirstOrDefault(port => port.Number == failure.Number) is { } failed)
            {
                RemovePort(failed, failure.Reason, closeLater: true);
            }
        }
    }

    /// <summary>Closes control sockets and watches; the ports stay with the data plane.</summary>
    public void Dispose()
    {
        foreach (Listener listener in _controlSockets.Values.SelectMany(listeners => listeners))
        {
            listener.Dispose();
        }

        foreach (NodePort port in _ports)
        {
            port.Process?.Dispose();
        }
    }

    private Reply AddPort(AddEtherFd add, string? token, Node? scope, PeerCredentials peer, DescriptorBatch? descriptors)
    {
        string name = Names.Node(add.Node, add.Verb);
        string interfaceName = Names.Interface(add.InterfaceName, add.Verb);
        string? requested = add.Network is null ? null : Names.Network(add.Network, add.Verb);
        string? mac = Names.Mac(add.Mac, add.Verb);
        string? ip4 = Names.Ip4(add.Ip4, add.Verb);
        int? mtu = Names.Mtu(add.Mtu, add.Verb);
        int queues = Names.Queues(add.Queues, add.Verb);
        Names.Guard(add.Guard, add.Verb);
        Names.Number(add.MaxMacs, 0, Limits.MaxMacs, add.Verb, "max-macs");
        if (scope is not null && (add.Guard is not null || add.MaxMacs is not null))
        {
            throw new ControlException(ErrorCode.Denied, $"{add.Verb}: only the switch's own socket takes guard and max-macs");
        }

        Node node = _registry.Enter(scope, name, token);
        string network = NodeRegistry.ChooseNetwork(scope, requested);
        string label = $"{name}:{interfaceName}";
        List<Fd> taps = TakeTaps(descriptors, queues, label);
        ProcessWatch? process = null;
        try
        {
            TapInfo info = Admission.CheckQueues(taps, label);
            TapIdentity? identity = info.NetworkNamespace == 0 ? null : new TapIdentity(info.NetworkNamespace, info.Name);
            _registry.CheckVacant(node, interfaceName, identity);
            process = descriptors!.Take(queues) is { } pidfd ? Admission.WatchProcess(server.Loop, pidfd, label) : null;
            Admission.MakeNonBlocking(taps, label);
            var request = new PortRequest(name, interfaceName, network, info, mac, ip4, mtu) { Guard = add.Guard, MaxMacs = add.MaxMacs };
            int number = handler.AddPort(request, taps);

            var port = new NodePort(node, interfaceName, number, network, identity, process);
            _registry.Add(port);
            _ports.Add(port);
            if (process is not null)
            {
                process.Ended = () => RemovePort(port, "its process ended", closeLater: true);
            }

            server.Log($"join {label} port {number} network {network}{Through(scope)} by {peer}");
            return Reply.Done;
        }
        catch
        {
            process?.Dispose();
            taps.ForEach(Disposal.Close);
            throw;
        }
    }

    // The first descriptors of a request; what is behind them stays where it is.
    private static List<Fd> TakeTaps(DescriptorBatch? descriptors, int queues, string label)
    {
        int came = descriptors?.Count ?? 0;
        if (came < queues)
        {
            throw new ControlException(ErrorCode.NoDescriptor, queues == 1
                ? $"{label}: no tap came with the request's first byte"
                : $"{label}: {queues} queues, but {came} descriptors came with the request's first byte");
        }

        if (came > queues + 1)
        {
            throw new ControlException(ErrorCode.TooManyDescriptors, $"{label}: {came} descriptors came, for a tap of {queues} queues and a pidfd");
        }

        return [.. Enumerable.Range(0, queues).Select(queue => descriptors!.Take(queue)!)];
    }

    private Reply Administer(AdminCommand command, PeerCredentials peer)
    {
        command.Check();
        NodePort? moved = command is MovePort move ? FindPort(move.Port!, move.Verb) : null;
        Reply reply = handler.Administer(command);
        if (moved is not null)
        {
            _registry.Move(moved, ((MovePort)command).Network!);
        }

        if (reply == Reply.Done)
        {
            server.Log($"{command.Verb} by {peer}: {command.Subject}");
        }

        return reply;
    }

    private NodePort FindPort(string name, string verb)
    {
        (string node, string interfaceName) = Names.Port(name, verb, "port");
        return _ports.FirstOrDefault(port => port.Node.Name == node && port.InterfaceName == interfaceName)
            ?? throw new ControlException(ErrorCode.NotFound, $"{verb}: there is no port {Names.Shorten(name)}");
    }

    private Reply RemovePorts(RemoveEtherFd remove, string? token, Node? scope, PeerCredentials peer)
    {
        Node node = _registry.Find(scope, Names.Node(remove.Node, remove.Verb), token);
        foreach (NodePort port in node.Ports.ToArray())
        {
            RemovePort(port, $"asked by {peer}", closeLater: false); // who asks finds the interface gone
        }

        CloseControlSockets(node, $"asked by {peer}");
        return Reply.Done;
    }

    private Reply AddControlSocket(AddCtrlSock add, string? token, Node? scope, PeerCredentials peer, DescriptorBatch? descriptors)
    {
        string name = Names.Node(add.Node, add.Verb);
        Node node = _registry.Enter(scope, name, token);
        Fd socket = descriptors?.Take(0)
            ?? throw new ControlException(ErrorCode.NoDescriptor, $"{name}: no socket came with the request's first byte");
        try
        {
            _registry.CheckControlSocket(node);
            Admission.StartListening(socket, name, server.Limits.Backlog);
            var listener = new Listener(server.Loop, server.Connections, socket, node);
            _registry.AddControlSocket(node);
            if (!_controlSockets.TryGetValue(node, out List<Listener>? listeners))
            {
                _controlSockets.Add(node, listeners = []);
            }

            listeners.Add(listener);
        }
        catch
        {
            Disposal.Close(socket);
            throw;
        }

        server.Log($"control socket of {name}{Through(scope)} by {peer}");
        return Reply.Done;
    }

    private void RemovePort(NodePort port, string reason, bool closeLater)
    {
        _ports.Remove(port);
        port.Process?.Dispose();
        _registry.Remove(port);
        handler.RemovePort(port.Number, closeLater);
        server.Log($"leave {port.Node.Name}:{port.InterfaceName} port {port.Number}: {reason}");
        if (port.Node.Ports.Count == 0)
        {
            CloseControlSockets(port.Node, "its last port left");
        }
    }

    private void CloseControlSockets(Node node, string reason)
    {
        if (!_controlSockets.Remove(node, out List<Listener>? listeners))
        {
            return;
        }

        foreach (Listener listener in listeners)
        {
            listener.Dispose();
            _registry.RemoveControlSocket(node);
        }

        server.Log($"control socket of {node.Name} closed: {reason}");
    }

    private IReadOnlyList<T> Visible<T>(IReadOnlyList<T> all, Node? scope, Func<T, string> node) =>
        scope is null ? all : [.. all.Where(entry => _registry.IsVisible(scope, node(entry)))];

    private static string Through(Node? scope) => scope is null ? "" : $" through {scope.Name}";
}
