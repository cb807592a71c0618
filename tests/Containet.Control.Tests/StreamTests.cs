using System.Diagnostics;
using System.Text;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Requests that come in pieces, together, too slowly, too long, or too many.</summary>
public sealed class StreamTests
{
    private const string Ports = """{"ports":{}}""";
    private const string NoPorts = """{"ports":[]}""";

    [Fact]
    public void Takes_a_request_byte_by_byte()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect();
        foreach (byte b in Encoding.UTF8.GetBytes("""  {"id":"ä","ports":{}}"""))
        {
            client.Send([b]);
            Thread.Sleep(1);
        }

        Assert.Equal("""{"id":"ä","ports":[]}""", client.ReadLine());
    }

    [Fact]
    public void Answers_several_requests_of_one_write_in_order()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 500).Select(i => $$$"""{"id":{{{i}}},"ports":{}}{{{(i % 3 == 0 ? "\n" : "")}}}""")));
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal($$"""{"id":{{i}},"ports":[]}""", client.ReadLine());
        }
    }

    [Fact]
    public void Answers_what_came_before_the_end()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect();
        client.Send(Ports);
        LibC.shutdown(client.Socket.Value, LibC.SHUT_WR);
        Assert.Equal(NoPorts, client.ReadLine());
        Assert.Null(client.TryReadLine());
    }

    [Fact]
    public void Says_that_a_request_has_no_end()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect();
        client.Send("""{"ports":""");
        LibC.shutdown(client.Socket.Value, LibC.SHUT_WR);
        Assert.Contains("bad-json", client.ReadLine(), StringComparison.Ordinal);
        Assert.Null(client.TryReadLine());
    }

    [Fact]
    public void Stops_reading_a_gigabyte_at_the_limit()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect();
        byte[] chunk = Encoding.ASCII.GetBytes(new string('x', 65536));
        long sent = client.TrySend("{\"ports\":\""u8);
        int result = 1;
        while (result > 0 && sent < 1 << 30)
        {
            result = client.TrySend(chunk);
            sent += Math.Max(result, 0);
        }

        Assert.Equal(-LibC.EPIPE, result);
        Assert.True(sent < 4 << 20, $"{sent} bytes went");
        Assert.Contains("too-large", client.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(NoPorts, server.Ask(Ports));
    }

    [Theory]
    [InlineData(0, NoPorts)]
    [InlineData(1, "too-large")]
    public void Counts_a_request_exactly(int excess, string reply)
    {
        using var server = new TestServer();
        string padding = new(' ', Limits.Default.MessageBytes + excess - Ports.Length);
        Assert.Contains(reply, server.Ask("""{"ports":{""" + padding + "}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_containers_request_is_shorter()
    {
        using var server = new TestServer();
        using RawClient client = server.Connect(server.AddControlSocket("n"));
        client.Send("""{"ports":{""" + new string(' ', Limits.Default.MessageBytesOfContainers + 1) + "}}");
        Assert.Contains("too-large", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_between_requests_counts_against_none()
    {
        using var server = new TestServer();
        Assert.Equal(NoPorts, server.Ask(new string('\n', 1 << 20) + Ports));
    }

    [Fact]
    public void Half_a_request_ends_in_time_and_an_idle_connection_does_not()
    {
        using var server = new TestServer(new Limits { RequestTime = TimeSpan.FromMilliseconds(200) });
        using RawClient idle = server.Connect();
        using RawClient half = server.Connect();
        idle.Send(Ports);
        idle.ReadLine();
        long since = Stopwatch.GetTimestamp();
        half.Send("{\"por");
        Thread.Sleep(100);
        half.Send("t"); // progress does not extend it
        Assert.Contains("too-slow", half.ReadLine(), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalMilliseconds, 190, 2000);
        Assert.Null(half.TryReadLine());
        idle.Send(Ports);
        Assert.Equal(NoPorts, idle.ReadLine());
    }

    [Fact]
    public void A_client_that_never_reads_is_closed_when_too_much_waits()
    {
        using var server = new TestServer();
        server.Handler.Copies = 2000; // some 300 KB a reply
        using RawClient client = server.Connect();
        int result = 0;
        for (int i = 0; i < 100 && result >= 0; i++)
        {
            result = client.TrySend(Encoding.UTF8.GetBytes(Ports));
            Thread.Sleep(5);
        }

        Assert.Equal(-LibC.EPIPE, result);
        server.Handler.Copies = 1;
        Assert.Equal(NoPorts, server.Ask(Ports));
    }

    [Fact]
    public void A_client_that_never_reads_is_closed_in_time()
    {
        using var server = new TestServer(new Limits { OutputTime = TimeSpan.FromMilliseconds(200) });
        server.Handler.Copies = 3000;
        using RawClient client = server.Connect();
        client.Send(Ports);
        Assert.True(SpinWait.SpinUntil(() => client.TrySend(" "u8) == -LibC.EPIPE, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_client_that_reads_slowly_gets_everything()
    {
        using var server = new TestServer();
        server.Handler.Copies = 20_000; // some 3 MB
        using RawClient client = server.Connect();
        client.Send(Ports);
        Thread.Sleep(100);
        Assert.True(client.ReadLine().Length > 1 << 20);
        client.Send("""{"id":1,"macs":{}}""");
        Assert.Equal("""{"id":1,"macs":[]}""", client.ReadLine());
    }

    [Fact]
    public void A_thousand_connections_starve_nobody()
    {
        using var server = new TestServer();
        int before = OpenFiles();
        using RawClient first = server.Connect();
        first.Send(Ports);
        first.ReadLine();
        List<RawClient> clients = [];
        for (int i = 0; i < 1000; i++)
        {
            clients.Add(server.Connect());
        }

        // The first ones are served, the others told and closed, and the server holds no more than its limit.
        List<string?> replies = [];
        foreach (RawClient client in clients)
        {
            client.TrySend(Encoding.UTF8.GetBytes(Ports));
            replies.Add(client.TryReadLine());
        }

        Assert.Equal(Limits.Default.Connections - 1, replies.Count(r => r == NoPorts));
        Assert.Equal(1000 - Limits.Default.Connections + 1, replies.Count(r => r?.Contains("too-many-connections", StringComparison.Ordinal) == true));
        Assert.InRange(OpenFiles() - before, 1001, 1001 + Limits.Default.Connections);
        first.Send(Ports);
        Assert.Equal(NoPorts, first.ReadLine());
        clients.ForEach(client => client.Dispose());
        Assert.True(SpinWait.SpinUntil(() => server.Ask(Ports) == NoPorts, TimeSpan.FromSeconds(5)));
    }

    internal static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;
}
