using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Containers that use each other's addresses, and what containetctl allows them.</summary>
[Trait("Category", "System")]
public class WholeSystemAddressTests
{
    [SkippableFact]
    public void A_container_cannot_take_anothers_address_but_has_as_many_of_its_own_as_it_likes()
    {
        using var net = RunningSwitch.Start();
        using var nodes = new Containers(net, 3);
        Container thief = nodes.All[0];
        Container friend = nodes.All[2];
        thief.Check("ip addr add 10.0.0.77/24 dev eth0 && ip addr add 10.0.0.2/24 dev eth0 && ip addr add fd00::7/64 dev eth0 nodad");
        friend.Check("ip addr add fd00::3/64 dev eth0 nodad");
        friend.Ping("10.0.0.77");
        friend.Ping("fd00::7");
        thief.Check("ping -n -q -c 1 -W 3 -I 10.0.0.77 10.0.0.3");
        Assert.NotEqual(0, thief.Do("ping -n -q -c 1 -W 0.5 -I 10.0.0.2 10.0.0.3").Status);
        friend.Ping("10.0.0.2"); // the rightful one answers
        Assert.True(Dropped(net, "node1", "spoofed-address") > 0);

        net.Control("port", "set", "node1:eth0", "--guard", "strict");
        Assert.NotEqual(0, thief.Do("ping -n -q -c 1 -W 0.5 -I 10.0.0.77 10.0.0.3").Status);
        net.Control("port", "pin", "node1:eth0", "10.0.0.77");
        thief.Check("ping -n -q -c 1 -W 3 -I 10.0.0.77 10.0.0.3");
        net.Control("port", "unpin", "node1:eth0", "10.0.0.77");
        Assert.NotEqual(0, thief.Do("ping -n -q -c 1 -W 0.5 -I 10.0.0.77 10.0.0.3").Status);
        thief.Ping("10.0.0.3");
    }

    [SkippableFact]
    public void A_flood_of_false_addresses_is_its_senders_loss()
    {
        using var net = RunningSwitch.Start();
        using var nodes = new Containers(net, 3);
        net.Control("port", "set", "node1:eth0", "--max-macs", "4");
        nodes.All[0].Check("for i in $(seq 1 9); do ip link add m$i link eth0 type macvlan && ip addr add 10.0.0.1$i/24 dev m$i && ip link set m$i up; done; ip addr flush dev eth0");
        int answers = Enumerable.Range(1, 9).Count(i => nodes.All[0].Do($"ping -n -q -c 1 -W 0.4 -I m{i} 10.0.0.3").Status == 0);
        Assert.InRange(answers, 1, 4);
        Assert.True(Dropped(net, "node1", "too-many-addresses") > 0);
        nodes.All[1].Ping("10.0.0.3");
    }

    private static long Dropped(RunningSwitch net, string node, string reason) =>
        net.Ask("ports").Single(port => port.GetProperty("node").GetString() == node).GetProperty("drops") is var drops
            && drops.TryGetProperty(reason, out System.Text.Json.JsonElement count) ? count.GetInt64() : 0;
}
