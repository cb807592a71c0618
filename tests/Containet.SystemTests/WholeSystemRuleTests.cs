using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Rules, set by containetctl while containers talk.</summary>
[Trait("Category", "System")]
public class WholeSystemRuleTests
{
    [SkippableTheory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void What_rules_forbid_does_not_pass_and_all_else_does(string engine)
    {
        using var net = RunningSwitch.Start(engine, workers: 2);
        using var nodes = new Containers(net, 3);
        Container a = nodes.All[0];
        a.Ping("10.0.0.2", size: 1400);
        Set(net, """{"name":"no-ping","match":{"proto":"icmp","dst":"10.0.0.2"},"action":"drop"},{"name":"rest","action":"count"}""");
        Assert.NotEqual(0, a.Do("ping -n -q -c 1 -W 0.3 10.0.0.2").Status);
        a.Ping("10.0.0.3");
        Assert.Equal("no-ping", net.Ask("rules")[0].GetProperty("name").GetString());
        Assert.True(net.Ask("rules")[0].GetProperty("frames").GetInt64() >= 1);

        // Of a TCP port only the connection's beginning is told; a super-frame is judged as its segments would be.
        Set(net, """{"name":"port","match":{"proto":"tcp","dport":"5001","flags":"syn,!ack"},"action":"drop"}""");
        nodes.All[1].Check("busybox nc -l -p 5001 </dev/null >/dev/null 2>&1 & sleep 0.2");
        Assert.NotEqual(0, a.Do("timeout 1 busybox nc -w 1 10.0.0.2 5001").Status);
        net.Control("rule", "clear", "default");
        a.Check("timeout 5 busybox nc -w 3 10.0.0.2 5001");
    }

    [SkippableFact]
    public void As_many_rules_as_a_network_may_have_are_taken_at_once()
    {
        using var net = RunningSwitch.Start();
        using var nodes = new Containers(net, 2);
        Set(net, string.Join(',', Enumerable.Range(1, 4096).Select(i => $$"""{"name":"r{{i}}","match":{"proto":"tcp","dst":"10.1.{{i / 250}}.{{i % 250}}","dport":"{{i}}"},"action":"drop"}""")));
        Assert.Equal(4096, net.Ask("rules").Count);
        nodes.All[0].Ping("10.0.0.2");
    }

    [SkippableFact]
    public void A_rate_is_kept()
    {
        using var net = RunningSwitch.Start();
        using var nodes = new Containers(net, 2);
        Set(net, """{"name":"slow","match":{"in":["node1:eth0"],"proto":"icmp"},"action":"rate","rate":"100fps","burst":"1"}""");
        string output = nodes.All[0].Do("ping -n -q -c 400 -i 0.005 -W 1 10.0.0.2").Output; // two seconds
        int received = int.Parse(output.Split(" received")[0].Split(' ')[^1], null);
        Assert.InRange(received, 100, 300);
    }

    private static void Set(RunningSwitch net, string rules)
    {
        string file = $"{net.Directory}/rules";
        File.WriteAllText(file, $"[{rules}]");
        net.Control("rule", "set", "default", file);
    }
}
