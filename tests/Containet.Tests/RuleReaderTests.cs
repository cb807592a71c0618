using System.Text.Json;
using Containet.Control;
using Xunit;

namespace Containet.Tests;

/// <summary>Rules as people write them.</summary>
public class RuleReaderTests
{
    [Theory]
    [InlineData("""{"name":"r"}""", "action is not allow, drop, mirror, redirect, rate, set-vlan or count")]
    [InlineData("""{"name":"r","action":"deny"}""", "action \"deny\" is not allow, drop, mirror, redirect, rate, set-vlan or count")]
    [InlineData("""{"name":"r","action":"mirror"}""", "port is not there, as the action mirror needs it")]
    [InlineData("""{"name":"r","action":"drop","port":"a:eth0"}""", "port \"a:eth0\" is not for the action drop")]
    [InlineData("""{"name":"r","action":"rate","rate":"10"}""", "rate \"10\" is not a rate, as 10mbit or 5000fps")]
    [InlineData("""{"name":"r","action":"rate","rate":"0fps"}""", "rate \"0fps\" is not a rate, as 10mbit or 5000fps")]
    [InlineData("""{"name":"r","action":"set-vlan","vlan":4095}""", "vlan \"4095\" is not 1 to 4094, or 0 for untagged")]
    [InlineData("""{"name":"r","action":"drop","match":{"src":"10.0.0.0/33"}}""", "src \"10.0.0.0/33\" is not an IP address or prefix, as 10.0.0.0/8")]
    [InlineData("""{"name":"r","action":"drop","match":{"dst":"10.1"}}""", "dst \"10.1\" is not an IP address or prefix, as 10.0.0.0/8")]
    [InlineData("""{"name":"r","action":"drop","match":{"dport":"90-80"}}""", "dport \"90-80\" is not a port or range, as 80 or 1024-65535")]
    [InlineData("""{"name":"r","action":"drop","match":{"proto":"tpc"}}""", "proto \"tpc\" is not tcp, udp, sctp, icmp, icmp6, or a number to 255")]
    [InlineData("""{"name":"r","action":"drop","match":{"flags":"sin"}}""", "flags \"sin\" is not any of fin, syn, rst, psh, ack, urg, ece, cwr, with ! before those that are not set")]
    [InlineData("""{"name":"r","action":"drop","match":{"in":["a"]}}""", "in \"a\" is not a port's name, as node:eth0")]
    public void A_mistake_is_named_with_its_rule(string rule, string error)
    {
        RuleDescription read = JsonSerializer.Deserialize(rule, ControlJson.Default.RuleDescription)!;
        var refused = Assert.Throws<ControlException>(() => RuleReader.Read(read));
        Assert.Equal(("bad-request", $"set-rules: rule r: {error}"), (refused.Code, refused.Message));
    }

    [Theory]
    [InlineData("""{"name":"r","action":"allow"}""")]
    [InlineData("""{"name":"r","match":{"in":["a:eth0"],"out":["b:eth0","c:eth0"],"src-mac":"02:00:00:00:00:01","dst-mac":"ff:ff:ff:ff:ff:ff","type":"0x88cc","vlan":0},"action":"mirror","port":"d:eth0"}""")]
    [InlineData("""{"name":"r","match":{"type":"ip6","src":"fd00::/8","dst":"::/0","proto":"icmp6"},"action":"redirect","port":"d:eth0"}""")]
    [InlineData("""{"name":"r","match":{"src":"10.0.0.0/8","proto":"tcp","sport":"1024-65535","dport":"80","flags":"syn,!ack"},"action":"rate","rate":"5000fps","burst":"100"}""")]
    [InlineData("""{"name":"r","action":"rate","rate":"10000000bit","burst":"65536"}""")]
    [InlineData("""{"name":"r","action":"set-vlan","vlan":5}""")]
    public void What_is_told_is_what_was_given(string rule)
    {
        RuleDescription read = JsonSerializer.Deserialize(rule, ControlJson.Default.RuleDescription)!;
        RuleDescription told = RuleWriter.Describe(RuleReader.Read(read), 0, 0) with { Frames = null, Bytes = null };
        Assert.Equal(rule, JsonSerializer.Serialize(told, ControlJson.Default.RuleDescription));
    }
}
