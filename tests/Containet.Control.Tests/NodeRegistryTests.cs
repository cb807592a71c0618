using FsCheck.Xunit;
using Xunit;

namespace Containet.Control.Tests;

public sealed class NodeRegistryTests
{
    private readonly NodeRegistry _registry = new(new Limits
    {
        Nodes = 8,
        NodesPerScope = 4,
        ScopeDepth = 3,
        PortsPerNode = 2,
        ControlSocketsPerNode = 2,
        ControlSockets = 3,
    });

    private int _lastPort;

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "", true)]
    [InlineData("", null, true)]
    [InlineData("secret", "secret", true)]
    [InlineData("secret", null, false)]
    [InlineData("secret", "", false)]
    [InlineData("secret", "secreT", false)]
    [InlineData("secret", "secret2", false)]
    [InlineData(null, "secret", false)]
    public void The_first_token_is_the_nodes(string? first, string? later, bool allowed)
    {
        Add(null, "n", first);
        if (allowed)
        {
            Assert.Same(_registry.Enter(null, "n", later), _registry.Find(null, "n", later));
        }
        else
        {
            Assert.Equal(ErrorCode.Denied, Code(() => _registry.Enter(null, "n", later)));
            Assert.Equal(ErrorCode.Denied, Code(() => _registry.Find(null, "n", later)));
        }
    }

    [Fact]
    public void A_node_that_was_only_entered_does_not_exist()
    {
        _registry.Enter(null, "n", "a");
        Assert.Equal(0, _registry.Count);
        Assert.Equal(ErrorCode.NotFound, Code(() => _registry.Find(null, "n", "a")));
        Assert.NotNull(_registry.Enter(null, "n", "another"));
    }

    [Fact]
    public void A_node_ends_with_its_last_port_and_control_socket_and_its_token_with_it()
    {
        NodePort one = Add(null, "n", "a");
        NodePort two = Add(null, "n", "a", "eth1");
        _registry.AddControlSocket(one.Node);
        _registry.Remove(one);
        _registry.Remove(one);
        _registry.RemoveControlSocket(one.Node);
        Assert.NotNull(_registry.Find(null, "n", "a"));
        _registry.Remove(two);
        Assert.Equal(0, _registry.Count);
        Add(null, "n", "b");
        Assert.NotSame(one.Node, _registry.Find(null, "n", "b"));
    }

    [Fact]
    public void A_scope_is_its_node_and_what_was_made_through_it()
    {
        Node outer = Add(null, "outer", null).Node;
        Node foreign = Add(null, "foreign", null).Node;
        Node inner = Add(outer, "inner", null).Node;
        Node innermost = Add(inner, "innermost", null).Node;
        Node[] all = [outer, inner, innermost, foreign];
        (Node Scope, Node[] Visible)[] expected =
            [(outer, [outer, inner, innermost]), (inner, [inner, innermost]), (innermost, [innermost]), (foreign, [foreign])];
        foreach ((Node scope, Node[] visible) in expected)
        {
            foreach (Node node in all)
            {
                bool sees = visible.Contains(node);
                Assert.Equal(sees, _registry.IsVisible(scope, node.Name));
                Assert.Equal(sees ? null : ErrorCode.Denied, Code(() => _registry.Find(scope, node.Name, null)));
                Assert.Equal(sees ? null : ErrorCode.Denied, Code(() => _registry.Enter(scope, node.Name, null)));
            }

            // The same answer as for one that exists elsewhere.
            Assert.Equal(Message(() => _registry.Find(scope, "nobody", null)), Message(() => _registry.Find(innermost, "nobody", null)));
            Assert.Equal(ErrorCode.Denied, Code(() => _registry.Find(scope, "nobody", null)));
        }

        string ofForeign = Message(() => _registry.Find(outer, "foreign", null))!;
        Assert.Equal(ofForeign, Message(() => _registry.Find(outer, "nobody", null))!.Replace("nobody", "foreign", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_node_has_no_say_over_what_an_earlier_one_of_its_name_made()
    {
        NodePort old = Add(null, "n", null);
        Add(old.Node, "child", null);
        _registry.Remove(old);
        Node young = Add(null, "n", null).Node;
        Assert.False(_registry.IsVisible(young, "child"));
        Assert.Equal(ErrorCode.Denied, Code(() => _registry.Find(young, "child", null)));
        Assert.NotNull(_registry.Find(null, "child", null));

        // And through the socket of a node that has ended nothing can be made.
        Assert.Equal(ErrorCode.Denied, Code(() => _registry.Enter(old.Node, "more", null)));
    }

    [Fact]
    public void A_scope_reaches_its_nodes_networks_and_no_others()
    {
        Node blue = Add(null, "b", null, network: "blue").Node;
        Node portless = _registry.Enter(blue, "p", null);
        _registry.AddControlSocket(portless);
        Node rootless = _registry.Enter(null, "r", null);
        _registry.AddControlSocket(rootless);

        Assert.Equal("default", NodeRegistry.ChooseNetwork(null, null));
        Assert.Equal("red", NodeRegistry.ChooseNetwork(null, "red"));
        Assert.Equal("blue", NodeRegistry.ChooseNetwork(blue, null));
        Assert.Equal("blue", NodeRegistry.ChooseNetwork(blue, "blue"));
        Assert.Equal(ErrorCode.Denied, Code(() => NodeRegistry.ChooseNetwork(blue, "default")));
        Assert.Equal("blue", NodeRegistry.ChooseNetwork(portless, null));
        Assert.Equal(ErrorCode.Denied, Code(() => NodeRegistry.ChooseNetwork(portless, "default")));
        Assert.Equal("default", NodeRegistry.ChooseNetwork(rootless, null));
        Assert.Equal(ErrorCode.Denied, Code(() => NodeRegistry.ChooseNetwork(rootless, "blue")));
    }

    [Fact]
    public void Names_and_taps_are_there_once()
    {
        var tap = new TapIdentity(4026531840, "eth0");
        NodePort port = Add(null, "n", null, tap: tap);
        Node node = port.Node;
        Assert.Equal(ErrorCode.Exists, Code(() => _registry.CheckVacant(node, "eth0", null)));
        Assert.Equal(ErrorCode.Exists, Code(() => _registry.CheckVacant(_registry.Enter(null, "m", null), "eth0", tap)));
        _registry.CheckVacant(node, "eth1", tap with { Name = "eth1" });
        _registry.CheckVacant(node, "eth1", tap with { NetworkNamespace = 1 });
        _registry.CheckVacant(node, "eth1", null);
        _registry.Remove(port);
        _registry.CheckVacant(_registry.Enter(null, "m", null), "eth0", tap);
    }

    [Fact]
    public void Everything_has_its_limit()
    {
        Node node = Add(null, "n", null).Node;
        Add(null, "n", null, "eth1");
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.CheckVacant(node, "eth2", null)));

        _registry.AddControlSocket(node);
        _registry.AddControlSocket(node);
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.CheckControlSocket(node)));
        Node other = Add(null, "o", null).Node;
        _registry.AddControlSocket(other);
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.CheckControlSocket(other)));

        Node scope = node;
        for (int depth = 1; depth <= 3; depth++)
        {
            scope = Add(scope, $"d{depth}", null).Node;
        }

        Assert.Equal(ErrorCode.Limit, Code(() => _registry.Enter(scope, "d4", null)));
        Add(node, "e", null); // the fourth made through n, at whatever remove
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.Enter(node, "f", null)));
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.Enter(_registry.Find(null, "d1", null), "f", null)));
        Add(null, "g", null);
        Add(null, "h", null);
        Assert.Equal(ErrorCode.Limit, Code(() => _registry.Enter(null, "i", null)));
    }

    [Property(MaxTest = 300)]
    public void Counts_agree_with_a_plain_list(byte[] steps)
    {
        var registry = new NodeRegistry(new Limits { ScopeDepth = 3, NodesPerScope = 5, Nodes = 12 });
        List<NodePort> ports = [];
        foreach (byte step in steps)
        {
            int choice = step >> 1;
            if ((step & 1) == 0)
            {
                Node? scope = choice % (ports.Count + 1) is var i && i < ports.Count ? ports[i].Node : null;
                try
                {
                    Node node = registry.Enter(scope, $"n{choice % 16}", null);
                    var port = new NodePort(node, $"eth{ports.Count}", 1, "default", null, null);
                    registry.Add(port);
                    ports.Add(port);
                }
                catch (ControlException)
                {
                }
            }
            else if (ports.Count > 0)
            {
                registry.Remove(ports[choice % ports.Count]);
                ports.RemoveAt(choice % ports.Count);
            }

            Node[] living = [.. ports.Select(port => port.Node).Distinct()];
            Assert.Equal(living.Length, registry.Count);
            Assert.True(living.Length <= 12);
            Assert.All(living, node => Assert.Equal(living.Count(other => other != node && other.IsWithin(node)), node.Offspring));
            Assert.All(living, node => Assert.True(node.Offspring <= 5 && node.Depth <= 3 && node.IsListed));
        }
    }

    private NodePort Add(
        Node? scope, string node, string? token, string interfaceName = "eth0", string network = "default", TapIdentity? tap = null)
    {
        Node entered = _registry.Enter(scope, node, token);
        _registry.CheckVacant(entered, interfaceName, tap);
        var port = new NodePort(entered, interfaceName, ++_lastPort, network, tap, null);
        _registry.Add(port);
        return port;
    }

    private static string? Code(Action action) => (Record.Exception(action) as ControlException)?.Code;

    private static string? Message(Action action) => (Record.Exception(action) as ControlException)?.Message;
}
