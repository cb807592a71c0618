using System.Security.Cryptography;

namespace Containet.Control;

/// <summary>
/// Who owns what. A node comes into being with its first port or control socket, which records its token; whoever names
/// it later must present the same. A control socket of a node serves that node's scope: itself and what is made there.
/// It disappears with its last port and control socket. Decisions and bookkeeping only: no descriptor, no system call.
/// One thread's.
/// </summary>
/// <remarks>A scope of null is the switch's own socket, where every node may be named, by who knows its token.</remarks>
internal sealed class NodeRegistry(Limits limits)
{
    /// <summary>The network that is joined where none is named.</summary>
    public const string DefaultNetwork = "default";

    private readonly Dictionary<string, Node> _nodes = [];
    private readonly HashSet<TapIdentity> _taps = [];
    private int _controlSockets;

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>The node that something is to be added to: one that is there, or a new one, which is not listed before that.</summary>
    /// <exception cref="ControlException"><c>denied</c>: token or scope; <c>limit</c>.</exception>
    public Node Enter(Node? scope, string name, string? token)
    {
        if (scope is { IsListed: false })
        {
            throw Denied(name);
        }

        if (_nodes.TryGetValue(name, out Node? node))
        {
            return Allows(scope, node, token) ? node : throw Denied(name);
        }

        if (_nodes.Count >= limits.Nodes)
        {
            throw new ControlException(ErrorCode.Limit, $"{name}: the switch has {limits.Nodes} nodes, its limit");
        }

        var made = new Node(name, token, scope);
        if (made.Depth > limits.ScopeDepth)
        {
            throw new ControlException(ErrorCode.Limit, $"{name}: control sockets are nested {limits.ScopeDepth} deep, the limit");
        }

        for (Node? above = scope; above is not null; above = above.Creator)
        {
            if (above.Offspring >= limits.NodesPerScope)
            {
                throw new ControlException(ErrorCode.Limit, $"{name}: node {above.Name} has made {limits.NodesPerScope} nodes, its limit");
            }
        }

        return made;
    }

    /// <summary>A node that is there.</summary>
    /// <exception cref="ControlException">
    /// <c>denied</c>: token or scope, or, within a scope, that there is none: what others are called is nobody's business.
    /// <c>not-found</c>: on the switch's own socket, that there is none.
    /// </exception>
    public Node Find(Node? scope, string name, string? token)
    {
        if (_nodes.TryGetValue(name, out Node? node) && Allows(scope, node, token))
        {
            return node;
        }

        throw node is null && scope is null ? new ControlException(ErrorCode.NotFound, $"there is no node {name}") : Denied(name);
    }

    /// <summary>Whether a scope may know of a node.</summary>
    public bool IsVisible(Node? scope, string name) =>
        scope is null || (_nodes.TryGetValue(name, out Node? node) && node.IsWithin(scope));

    /// <summary>The network that a new port joins.</summary>
    /// <param name="scope">Where the request came from.</param>
    /// <param name="requested">What it names; null for whatever is usual there.</param>
    /// <exception cref="ControlException"><c>denied</c>: the scope's node is not in that network.</exception>
    public static string ChooseNetwork(Node? scope, string? requested)
    {
        if (scope is null)
        {
            return requested ?? DefaultNetwork;
        }

        // A scope whose node has no port of its own (it kept its host's network, say) reaches what its creator's does.
        Node? source = scope;
        while (source is { Networks.Count: 0 })
        {
            source = source.Creator;
        }

        List<string> reachable = source?.Networks ?? [DefaultNetwork];
        return requested is null ? reachable[0]
            : reachable.Contains(requested) ? requested
            : throw new ControlException(ErrorCode.Denied, $"network {requested} is not one of this control socket's node");
    }

    /// <summary>Checks that a port can be added to a node that <see cref="Enter"/> gave.</summary>
    /// <exception cref="ControlException"><c>exists</c>: the interface's name or the tap; <c>limit</c>.</exception>
    public void CheckVacant(Node node, string interfaceName, TapIdentity? tap)
    {
        if (node.Ports.Exists(port => port.InterfaceName == interfaceName))
        {
            throw new ControlException(ErrorCode.Exists, $"{node.Name}:{interfaceName} exists already");
        }

        if (tap is { } known && _taps.Contains(known))
        {
            throw new ControlException(ErrorCode.Exists, $"{node.Name}:{interfaceName}: its tap is attached already");
        }

        if (node.Ports.Count >= limits.PortsPerNode)
        {
            throw new ControlException(ErrorCode.Limit, $"{node.Name} has {limits.PortsPerNode} ports, its limit");
        }
    }

    /// <summary>Records a port, for which <see cref="CheckVacant"/> has just passed.</summary>
    public void Add(NodePort port)
    {
        List(port.Node);
        port.Node.Ports.Add(port);
        if (!port.Node.Networks.Contains(port.Network))
        {
            port.Node.Networks.Add(port.Network);
        }

        if (port.Tap is { } tap)
        {
            _taps.Add(tap);
        }
    }

    /// <summary>Records that a port is in another network: its node's scope reaches that one then, and the one before no more.</summary>
    public void Move(NodePort port, string network)
    {
        List<string> networks = port.Node.Networks;
        string before = port.Network;
        port.Network = network;
        if (!networks.Contains(network))
        {
            networks.Insert(networks.IndexOf(before), network);
        }

        if (!port.Node.Ports.Exists(other => other.Network == before))
        {
            networks.Remove(before);
        }
    }

    /// <summary>Forgets a port; nothing happens if that was done before.</summary>
    public void Remove(NodePort port)
    {
        if (!port.Node.Ports.Remove(port))
        {
            return;
        }

        if (port.Tap is { } tap)
        {
            _taps.Remove(tap);
        }

        Unlist(port.Node);
    }

    /// <summary>Checks that a node that <see cref="Enter"/> gave can have a further control socket.</summary>
    /// <exception cref="ControlException"><c>limit</c>.</exception>
    public void CheckControlSocket(Node node)
    {
        if (node.ControlSockets >= limits.ControlSocketsPerNode)
        {
            throw new ControlException(ErrorCode.Limit, $"{node.Name} has {limits.ControlSocketsPerNode} control sockets, its limit");
        }

        if (_controlSockets >= limits.ControlSockets)
        {
            throw new ControlException(ErrorCode.Limit, $"the switch has {limits.ControlSockets} control sockets, its limit");
        }
    }

    /// <summary>Records a control socket.</summary>
    public void AddControlSocket(Node node)
    {
        List(node);
        node.ControlSockets++;
        _controlSockets++;
    }

    /// <summary>Forgets a control socket.</summary>
    public void RemoveControlSocket(Node node)
    {
        node.ControlSockets--;
        _controlSockets--;
        Unlist(node);
    }

    private static bool Allows(Node? scope, Node node, string? token) =>
        (scope is null || node.IsWithin(scope)) && CryptographicOperations.FixedTimeEquals(node.Token, Node.TokenBytes(token));

    private static ControlException Denied(string name) =>
        new(ErrorCode.Denied, $"node {name} is not yours, or the token is not its own");

    private void List(Node node)
    {
        if (node.IsListed)
        {
            return;
        }

        node.IsListed = true;
        _nodes.Add(node.Name, node);
        CountOffspring(node, 1);
    }

    private void Unlist(Node node)
    {
        if (node.Ports.Count > 0 || node.ControlSockets > 0)
        {
            return;
        }

        node.IsListed = false;
        _nodes.Remove(node.Name);
        CountOffspring(node, -1);
    }

    private static void CountOffspring(Node node, int change)
    {
        for (Node? above = node.Creator; above is not null; above = above.Creator)
        {
            above.Offspring += change;
        }
    }
}
