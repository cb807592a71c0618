using Xunit;

namespace Containet.Control.Tests;

/// <summary>What is said to each kind of request, over a real socket.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("""{"ports":{}}""", """{"ports":[]}""")]
    [InlineData("""{ "ports" : { } }""", """{"ports":[]}""")]
    [InlineData("""{"macs":{}}""", """{"macs":[]}""")]
    [InlineData("""{"workers":{}}""", """{"workers":[{"id":0,"core":-1,"ports":0,"engine":"fake","turns":1,"frames":2,"drops":3,"shortages":0}]}""")]
    public void Asks_and_is_told(string request, string reply) => Assert.Equal(reply, _server.Ask(request));

    [Theory]
    [InlineData("1")]
    [InlineData("-1.50")]
    [InlineData("12345678901234567890123")]
    [InlineData("\"a b\"")]
    [InlineData("\"äöü\"")]
    [InlineData("\"\"")]
    public void Echoes_the_id_as_it_came(string id)
    {
        Assert.Equal($$"""{"id":{{id}},"ports":[]}""", _server.Ask($$$"""{"id":{{{id}}},"ports":{}}"""));
        Assert.Equal($$"""{"id":{{id}},"ports":[]}""", _server.Ask($$"""{"ports":{},"id":{{id}}}"""));
        Assert.StartsWith($$"""{"id":{{id}},"error":"unknown verb""", _server.Ask($$"""{"nonsense":{"x":[1]},"id":{{id}}}"""), StringComparison.Ordinal);
    }

    [Theory]
    // The verb and the members around it.
    [InlineData("unknown-verb", """{"nonsense":{}}""")]
    [InlineData("unknown-verb", """{"PORTS":{}}""")]
    [InlineData("unknown-verb", """{"":{}}""")]
    [InlineData("bad-request", """{}""")]
    [InlineData("bad-request", """{"id":1}""")]
    [InlineData("bad-request", """{"ports":{},"macs":{}}""")]
    [InlineData("bad-request", """{"ports":{},"ports":{}}""")]
    [InlineData("bad-request", """{"id":1,"id":1,"ports":{}}""")]
    [InlineData("bad-request", """{"authtoken":"a","authtoken":"a","ports":{}}""")]
    [InlineData("bad-request", """{"ports":[]}""")]
    [InlineData("bad-request", """{"ports":null}""")]
    [InlineData("bad-request", """{"ports":"x"}""")]
    [InlineData("bad-request", """{"ports":{"x":1}}""")]
    [InlineData("bad-request", """{"id":{},"ports":{}}""")]
    [InlineData("bad-request", """{"id":true,"ports":{}}""")]
    [InlineData("bad-request", """{"id":"\ud800","ports":{}}""")]
    [InlineData("bad-request", """{"\ud800":{}}""")]
    [InlineData("bad-request", """{"authtoken":7,"ports":{}}""")]
    // The first protocol's verbs.
    [InlineData("bad-request", """{"add-etherfd":{}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"nodeid":"n"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":1}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","nodeid":"n"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","color":"red"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"\ud800"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"sixteen-byte-nam","nodeid":"n"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"a/b","nodeid":"n"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"..","nodeid":"n"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"a\u001b[2Jb"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"64_bytes_______________________________________________________x"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mac":"01:00:00:00:00:01"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mac":"00:00:00:00:00:00"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mac":"02-00-00-00-00-01"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mac":"02:00:00:00:00:0"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","ip4":"10.0.0"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","ip4":"10.0.0.256"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","ip4":"10.0.0.1/33"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","ip4":"::1"}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mtu":67}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mtu":65536}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mtu":1500.5}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","mtu":99999999999}}""")]
    [InlineData("bad-request", """{"add-etherfd":{"ifname":"eth0","nodeid":"n","network":""}}""")]
    [InlineData("bad-request", """{"remove-etherfd":{}}""")]
    [InlineData("bad-request", """{"add-ctrlsock":{"nodeid":""}}""")]
    [InlineData("no-descriptor", """{"add-etherfd":{"ifname":"eth0","nodeid":"n"}}""")]
    [InlineData("no-descriptor", """{"authtoken":null,"add-ctrlsock":{"nodeid":"n"}}""")]
    [InlineData("not-found", """{"authtoken":"t","remove-etherfd":{"nodeid":"n"}}""")]
    public void Refuses_and_stays_usable(string code, string request)
    {
        using RawClient client = _server.Connect();
        client.Send(request);
        string reply = client.ReadLine();
        Assert.EndsWith($"\"code\":\"{code}\"}}", reply, StringComparison.Ordinal);
        client.Send("""{"id":"after","ports":{}}""");
        Assert.Equal("""{"id":"after","ports":[]}""", client.ReadLine());
    }

    [Fact]
    public void Refuses_what_is_not_UTF8_and_stays_usable()
    {
        using RawClient client = _server.Connect();
        client.Send([.. "{\"remove-etherfd\":{\"nodeid\":\""u8, 0xff, 0xc0, .. "\"}}"u8]);
        Assert.EndsWith("\"code\":\"bad-request\"}", client.ReadLine(), StringComparison.Ordinal);
        client.Send("""{"ports":{}}""");
        Assert.Equal("""{"ports":[]}""", client.ReadLine());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("1 ")]
    [InlineData("\"x\"")]
    [InlineData("}")]
    [InlineData("{ports:{}}")]
    [InlineData("{\"ports\":{},}")]
    [InlineData("{\"ports\":{}/**/}")]
    [InlineData("\0")]
    public void Refuses_what_is_not_an_object_and_closes(string request)
    {
        using RawClient client = _server.Connect();
        client.Send(request);
        Assert.EndsWith("\"code\":\"bad-json\"}", client.ReadLine(), StringComparison.Ordinal);
        Assert.Null(client.TryReadLine());
    }

    [Fact]
    public void Refuses_depth()
    {
        Assert.EndsWith("bad-json\"}", _server.Ask("{\"ports\":" + new string('[', 100_000 / 2)), StringComparison.Ordinal);
        string allowed = "{\"ports\":" + new string('[', Limits.JsonDepth - 1) + new string(']', Limits.JsonDepth - 1) + "}";
        Assert.EndsWith("bad-request\"}", _server.Ask(allowed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_has_a_limit()
    {
        string request = $$$"""{"authtoken":"{{{new string('t', Limits.TokenBytes + 1)}}}","ports":{}}""";
        Assert.EndsWith("bad-request\"}", _server.Ask(request), StringComparison.Ordinal);
    }
}
