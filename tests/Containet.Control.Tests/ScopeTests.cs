using Containet.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Control sockets that nodes hand in, over real sockets.</summary>
public sealed class ScopeTests : IDisposable
{
    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void A_control_socket_serves_its_nodes_scope_and_no_more()
    {
        string path = _server.AddControlSocket("n", "t");
        string childs = _server.AddControlSocket("child", through: path);
        _server.AddControlSocket("foreign");

        using RawClient client = _server.Connect(path);
        client.Send("""{"ports":{}}{"workers":{}}{"remove-etherfd":{"nodeid":"foreign"}}{"remove-etherfd":{"nodeid":"nobody"}}""");
        Assert.Equal("""{"ports":[]}""", client.ReadLine());
        Assert.EndsWith("\"code\":\"denied\"}", client.ReadLine(), StringComparison.Ordinal);
        string foreign = client.ReadLine();
        Assert.EndsWith("\"code\":\"denied\"}", foreign, StringComparison.Ordinal);
        Assert.Equal(foreign.Replace("foreign", "nobody", StringComparison.Ordinal), client.ReadLine());

        // Itself only with its token; what it has made without ado; not its parent from within.
        client.Send("""{"remove-etherfd":{"nodeid":"n"}}""");
        Assert.EndsWith("\"code\":\"denied\"}", client.ReadLine(), StringComparison.Ordinal);
        using ControlClient child = _server.ConnectClient(childs);
        Assert.Equal(ErrorCode.Denied, Assert.Throws<ControlException>(() => child.RemovePorts("n", "t")).Code);
        client.Send("""{"remove-etherfd":{"nodeid":"child"}}""");
        Assert.Equal("{}", client.ReadLine());
        Assert.Equal(ErrorCode.BadReply, Assert.Throws<ControlException>(() => child.Ports()).Code);
    }

    [Fact]
    public void A_node_that_ends_itself_through_its_own_socket_still_gets_the_reply()
    {
        string path = _server.AddControlSocket("n", "t");
        using RawClient client = _server.Connect(path);
        using RawClient other = _server.Connect(path);
        other.Send("""{"ports":{}}""");
        other.ReadLine();
        client.Send("""{"authtoken":"t","remove-etherfd":{"nodeid":"n"}}{"ports":{}}""");
        Assert.Equal("{}", client.ReadLine());
        Assert.Null(client.TryReadLine());
        Assert.Null(other.TryReadLine());
        Assert.Throws<LinuxException>(() => _server.Connect(path));

        // The name is free again, with another token.
        Assert.NotNull(_server.AddControlSocket("n", "another"));
    }

    [Fact]
    public void A_control_socket_whose_maker_makes_it_blocking_stops_nobody()
    {
        string path = _server.PathOf("own");
        using Fd socket = UnixSocket.Bind(path);
        using ControlClient client = _server.ConnectClient();
        client.AddControlSocket("n", null, socket);
        for (int i = 0; i < 20; i++)
        {
            // Its maker takes the connection itself, before or after the switch has seen it.
            socket.SetNonBlocking(true);
            using RawClient visitor = _server.Connect(path);
            UnixSocket.Accept(socket.Value, out _)?.Dispose();
            socket.SetNonBlocking(false);
            Assert.Empty(client.Ports());
        }
    }

    [Theory]
    [InlineData(0)] // SHUT_RD
    [InlineData(2)] // SHUT_RDWR
    public void A_control_socket_that_its_maker_shuts_down_costs_no_time(int how)
    {
        string path = _server.PathOf("own");
        using Fd socket = UnixSocket.Bind(path);
        using ControlClient client = _server.ConnectClient();
        client.AddControlSocket("n", null, socket);
        using ControlClient scope = _server.ConnectClient(path);
        Assert.Empty(scope.Ports());
        Tmds.Linux.LibC.shutdown(socket.Value, how);
        long before = TestServer.ProcessorTicks();
        Thread.Sleep(500); // long enough for a thread that spins to show
        Assert.InRange(TestServer.ProcessorTicks() - before, 0, 15);
        Assert.Empty(scope.Ports());
        client.RemovePorts("n", null);
        Assert.Throws<ControlException>(() => scope.Ports());
    }

    [Fact]
    public void One_nodes_connections_leave_room_for_others()
    {
        string path = _server.AddControlSocket("n");
        List<RawClient> clients = [];
        int refused = 0;
        for (int i = 0; i < Limits.Default.ConnectionsPerNode + 10; i++)
        {
            RawClient client = _server.Connect(path);
            clients.Add(client);
            client.TrySend("""{"ports":{}}"""u8);
            refused += client.TryReadLine()!.Contains("too-many-connections", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(10, refused);
        Assert.Equal("""{"ports":[]}""", _server.Ask("""{"ports":{}}"""));
        clients.ForEach(client => client.Dispose());
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                using RawClient client = _server.Connect(path);
                client.TrySend("""{"ports":{}}"""u8);
                return client.TryReadLine() == """{"ports":[]}""";
            },
            TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_node_has_a_limit_of_control_sockets()
    {
        for (int i = 0; i < Limits.Default.ControlSocketsPerNode; i++)
        {
            _server.AddControlSocket("n");
        }

        Assert.Equal(ErrorCode.Limit, Assert.Throws<ControlException>(() => _server.AddControlSocket("n")).Code);
    }
}
