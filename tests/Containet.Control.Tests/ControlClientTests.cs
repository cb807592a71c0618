using System.Diagnostics;
using System.Text;
using Containet.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>The client against switches that behave and that do not.</summary>
public sealed class ControlClientTests
{
    [Fact]
    public void Is_told_and_refused()
    {
        using var server = new TestServer();
        using ControlClient client = server.ConnectClient();
        Assert.Empty(client.Ports());
        Assert.Empty(client.Macs());
        Assert.Equal("fake", Assert.Single(client.Workers()).Engine);
        var error = Assert.Throws<ControlException>(() => client.RemovePorts("nobody", "t"));
        Assert.Equal((ErrorCode.NotFound, "there is no node nobody"), (error.Code, error.Message));
        (Fd a, Fd b) = UnixSocket.Pair();
        using (a)
        using (b)
        {
            Assert.Equal(ErrorCode.NotATap, Assert.Throws<ControlException>(
                () => client.AddPort(new AddEtherFd { Node = "n", InterfaceName = "eth0", Mtu = 1500 }, null, a, null)).Code);
            Assert.Equal(ErrorCode.NotBound, Assert.Throws<ControlException>(() => client.AddControlSocket("n", null, b)).Code);
        }

        Assert.Empty(client.Ports());
    }

    [Theory]
    [InlineData("{\"error\":\"no\",\"code\":\"new-code\",\"hint\":1}\n", "new-code", "no")]
    [InlineData("{\"error\":\"no\"}\n", ErrorCode.BadReply, "no")]
    [InlineData("{\"ports\":7}\n", ErrorCode.BadReply, "not understood")]
    [InlineData("nonsense\n", ErrorCode.BadReply, "not understood")]
    [InlineData("null\n", ErrorCode.BadReply, "not an object")]
    [InlineData("{}\n", ErrorCode.BadReply, "does not answer ports")]
    [InlineData("{\"ports\":[", ErrorCode.BadReply, "without a reply")]
    [InlineData("", ErrorCode.BadReply, "without a reply")]
    public void Explains_a_bad_reply(string reply, string code, string message)
    {
        (Fd near, Fd far) = UnixSocket.Pair();
        using var client = new ControlClient(near, TimeSpan.FromSeconds(5));
        using (far)
        {
            UnixSocket.Send(far.Value, Encoding.UTF8.GetBytes(reply));
            Tmds.Linux.LibC.shutdown(far.Value, Tmds.Linux.LibC.SHUT_WR);
            var error = Assert.Throws<ControlException>(() => client.Ports());
            Assert.Equal(code, error.Code);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Skips_what_a_newer_switch_tells()
    {
        (Fd near, Fd far) = UnixSocket.Pair();
        using var client = new ControlClient(near, TimeSpan.FromSeconds(5));
        using (far)
        {
            UnixSocket.Send(far.Value, "{\"workers\":[{\"id\":1,\"core\":2,\"ports\":3,\"engine\":\"e\",\"turns\":4,\"frames\":5,\"drops\":6,\"heat\":7}],\"more\":{}}\n"u8);
            Assert.Equal(new WorkerDescription(1, 2, 3, "e", 4, 5, 6), Assert.Single(client.Workers()));
        }
    }

    [Fact]
    public void Waits_no_longer_than_it_was_told_to()
    {
        (Fd near, Fd far) = UnixSocket.Pair();
        using var client = new ControlClient(near, TimeSpan.FromMilliseconds(200));
        using (far)
        {
            long since = Stopwatch.GetTimestamp();
            Assert.Equal(ErrorCode.Timeout, Assert.Throws<ControlException>(() => client.Ports()).Code);
            Assert.InRange(Stopwatch.GetElapsedTime(since).TotalMilliseconds, 190, 3000);
        }
    }
}
