using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Descriptors that come with requests, without them, too many, and of the wrong kind. None stays open.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const string AddPort = """{"add-etherfd":{"ifname":"eth0","nodeid":"n"}}""";
    private const string AddSocket = """{"add-ctrlsock":{"nodeid":"n"}}""";

    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("""{"ports":{}}""", "ports")]
    [InlineData("""{"remove-etherfd":{"nodeid":"n"}}""", "not-found")]
    [InlineData("""{"nonsense":{}}""", "unknown-verb")]
    [InlineData("nonsense", "bad-json")]
    [InlineData(AddPort, "not-a-tap")]
    [InlineData(AddSocket, "not-a-socket")]
    public void What_no_request_takes_is_closed(string request, string reply)
    {
        using var one = new Canary();
        using var two = new Canary();
        using RawClient client = _server.Connect();
        client.Send(request, one.Descriptor, two.Descriptor);
        Assert.Contains(reply, client.ReadLine(), StringComparison.Ordinal);
        Assert.True(one.IsClosedEverywhere());
        Assert.True(two.IsClosedEverywhere());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(253)]
    public void Too_many_are_all_closed_and_so_is_the_connection(int count)
    {
        using var canary = new Canary();
        using RawClient client = _server.Connect();
        client.Send("""{"ports":{}}""", [.. Enumerable.Repeat(canary.Descriptor, count)]);
        Assert.EndsWith("\"code\":\"too-many-descriptors\"}", client.ReadLine(), StringComparison.Ordinal);
        Assert.Null(client.TryReadLine());
        Assert.True(canary.IsClosedEverywhere());
    }

    [Fact]
    public void Too_many_waiting_are_all_closed_and_so_is_the_connection()
    {
        using var canary = new Canary();
        using RawClient client = _server.Connect();
        client.Send("{", canary.Descriptor, canary.Descriptor);
        for (int i = 0; i < 3; i++)
        {
            Thread.Sleep(20);
            client.TrySend(" "u8, canary.Descriptor, canary.Descriptor);
        }

        Assert.EndsWith("\"code\":\"too-many-descriptors\"}", client.ReadLine(), StringComparison.Ordinal);
        Assert.True(canary.IsClosedEverywhere());
    }

    [Fact]
    public void Those_of_half_a_request_are_closed_with_the_connection()
    {
        using var canary = new Canary();
        using (RawClient client = _server.Connect())
        {
            client.Send("{\"add-", canary.Descriptor);
        }

        Assert.True(canary.IsClosedEverywhere());
    }

    [Fact]
    public void Those_that_come_in_the_middle_of_a_request_are_not_its_own()
    {
        using var canary = new Canary();
        using RawClient client = _server.Connect();
        client.Send(AddPort[..10]);
        Thread.Sleep(50);
        client.Send(AddPort[10..], canary.Descriptor);
        Assert.Contains("no-descriptor", client.ReadLine(), StringComparison.Ordinal);
        Assert.True(canary.IsClosedEverywhere());
    }

    [Fact]
    public void Those_with_the_first_byte_are_kept_for_a_request_that_trickles_in()
    {
        using var canary = new Canary();
        using RawClient client = _server.Connect();
        client.Send("{", canary.Descriptor);
        foreach (char c in AddPort[1..])
        {
            client.Send(c.ToString());
        }

        Assert.Contains("not-a-tap", client.ReadLine(), StringComparison.Ordinal);
        Assert.True(canary.IsClosedEverywhere());
    }

    [Fact]
    public void Each_of_several_requests_gets_its_own()
    {
        // Sockets told apart by what is wrong with them: the reply shows which one the request got.
        (Fd a, Fd b) = UnixSocket.Pair();
        using Fd connected = a;
        using Fd peer = b;
        using Fd bound = UnixSocket.Bind(_server.PathOf("bound"));
        using var canary = new Canary();
        using RawClient client = _server.Connect();
        for (int round = 0; round < 50; round++)
        {
            client.Send("""{"ports":{}}""");
            client.Send("""{"id":1,"add-ctrlsock":{"nodeid":"a"}}""", canary.Descriptor);
            client.Send("""{"id":2,"add-ctrlsock":{"nodeid":"b"}}{"id":3,"ports":{}}""", connected.Value);
            client.Send("""{"id":4,"add-ctrlsock":{"nodeid":"c"}}""");
            Assert.Equal("""{"ports":[]}""", client.ReadLine());
            Assert.Contains("not-a-socket", client.ReadLine(), StringComparison.Ordinal);
            Assert.Contains("not-bound", client.ReadLine(), StringComparison.Ordinal);
            Assert.Equal("""{"id":3,"ports":[]}""", client.ReadLine());
            Assert.Contains("no-descriptor", client.ReadLine(), StringComparison.Ordinal);
        }

        client.Send("""{"add-ctrlsock":{"nodeid":"d"}}""", bound.Value);
        Assert.Equal("{}", client.ReadLine());
        Assert.True(canary.IsClosedEverywhere());
    }

    [Theory]
    [InlineData("/etc/passwd", "a regular file")]
    [InlineData("/", "a directory")]
    [InlineData("/dev/null", "a character device (1:3)")]
    [InlineData("/proc/self", "a directory")]
    public void A_file_is_not_a_tap(string path, string kind) => RefuseTap(OpenedFile(path), kind);

    [Fact]
    public void A_socket_is_not_a_tap()
    {
        (Fd a, Fd b) = UnixSocket.Pair();
        using (b)
        {
            RefuseTap(a, "a socket");
        }
    }

    [Fact]
    public void An_epoll_is_not_a_tap() => RefuseTap(new Fd(LibC.epoll_create1(0)), "an object of the kernel's");

    [Theory]
    [InlineData("""{"ports":{}}""")]
    [InlineData(AddPort)]
    [InlineData(AddSocket)]
    public void A_socket_that_lingers_holds_nobody_up(string request)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using Fd sender = Lingering(((IPEndPoint)listener.LocalEndpoint).Port);
        using TcpClient peer = listener.AcceptTcpClient();
        using RawClient client = _server.Connect();
        client.Send(request[..1], sender.Value);
        sender.Dispose(); // the server's copy is the last now
        client.Send(request[1..]);
        client.ReadLine();
        long since = Stopwatch.GetTimestamp();
        Assert.Equal("""{"ports":[]}""", _server.Ask("""{"ports":{}}"""));
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, 5);
    }

    [SkippableFact]
    public void An_io_uring_is_not_a_tap()
    {
        // io_uring_setup(1 entry): the parameters are 120 zero bytes.
        int ring;
        unsafe
        {
            byte* parameters = stackalloc byte[120];
            new Span<byte>(parameters, 120).Clear();
            ring = (int)Linux.Bindings.Native.syscall(425, 1, (nint)parameters, 0, 0, 0, 0);
        }

        Skip.If(ring < 0, "this machine forbids io_uring");
        using var owned = new Fd(ring);
        using RawClient client = _server.Connect();
        Skip.If(client.TrySend("{"u8, ring) == -LibC.EINVAL, "this kernel passes no io_uring to another process");
        client.Send(AddPort[1..]);
        Assert.Contains("not-a-tap", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_listen_is_refused()
    {
        using Fd unbound = new(LibC.socket(LibC.AF_UNIX, LibC.SOCK_STREAM, 0));
        using Fd datagram = new(LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM, 0));
        using Fd internet = new(LibC.socket(LibC.AF_INET, LibC.SOCK_STREAM, 0));
        Assert.Contains("not-bound", _server.Ask(AddSocket, unbound.Value), StringComparison.Ordinal);
        Assert.Contains("not-a-socket", _server.Ask(AddSocket, datagram.Value), StringComparison.Ordinal);
        Assert.Contains("not-a-socket", _server.Ask(AddSocket, internet.Value), StringComparison.Ordinal);

        // The far end of a client's own connection is bound and connected.
        using RawClient client = _server.Connect();
        Assert.Contains("not-bound", _server.Ask(AddSocket, client.Socket.Value), StringComparison.Ordinal);
        Assert.Equal("""{"error":"there is no node n","code":"not-found"}""", _server.Ask("""{"remove-etherfd":{"nodeid":"n"}}"""));
    }

    [Fact]
    public void Nothing_stays_open()
    {
        using var canary = new Canary();
        _server.Ask(AddPort, canary.Descriptor);
        int before = StreamTests.OpenFiles();
        for (int i = 0; i < 200; i++)
        {
            _server.Ask(AddPort, canary.Descriptor, canary.Descriptor);
            _server.Ask(AddSocket, canary.Descriptor);
            _server.Ask("""{"ports":{}}""", canary.Descriptor, canary.Descriptor, canary.Descriptor);
        }

        Assert.True(SpinWait.SpinUntil(() => StreamTests.OpenFiles() <= before + 2, TimeSpan.FromSeconds(5)), $"{StreamTests.OpenFiles()} open files, {before} before");
    }

    // Full of bytes that its peer does not take: closing the last descriptor of it waits for as long as its maker said.
    private static unsafe Fd Lingering(int port)
    {
        Fd sender = new(LibC.socket(LibC.AF_INET, LibC.SOCK_STREAM, 0));
        sockaddr_in address = default;
        address.sin_family = LibC.AF_INET;
        address.sin_port = BinaryPrimitives.ReverseEndianness((ushort)port);
        BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(&address.sin_addr, 4), 0x7f000001);
        Assert.Equal(0, LibC.connect(sender.Value, (sockaddr*)&address, sizeof(sockaddr_in)));
        sender.SetNonBlocking(true);
        int* linger = stackalloc int[] { 1, 30 };
        Assert.Equal(0, LibC.setsockopt(sender.Value, LibC.SOL_SOCKET, LibC.SO_LINGER, linger, 8));
        byte[] bytes = new byte[65536];
        while (UnixSocket.Send(sender.Value, bytes) > 0)
        {
        }

        return sender;
    }

    private static Fd OpenedFile(string path)
    {
        unsafe
        {
            fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            {
                return new Fd(LibC.open(name, LibC.O_RDONLY));
            }
        }
    }

    private void RefuseTap(Fd descriptor, string kind)
    {
        using (descriptor)
        {
            Assert.False(descriptor.IsInvalid);
            Assert.Equal(
                $$"""{"error":"n:eth0: its descriptor is not a tap but {{kind}}","code":"not-a-tap"}""", _server.Ask(AddPort, descriptor.Value));
        }

        Assert.Empty(_server.Handler.Requests);
    }
}
