using System.Buffers.Binary;
using System.Net;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>Rules: which is found, against a plain interpreter of frames and rules; and what is done then.</summary>
public class RuleTests
{
    private static readonly string[] Names = ["a:eth0", "b:eth0", "c:eth0"];

    // Few values of everything, so that rules overlap and match.
    [Property(MaxTest = 2000)]
    public void The_first_rule_that_wants_a_frame_is_found(int seed)
    {
        var random = new Random(seed);
        RuleMatch[] rules = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => RandomMatch(random))];
        var table = new RuleTable(
            rules.SelectMany((rule, order) => RuleCompiler.Compile(rule, name => Array.IndexOf(Names, name) + 1).Select(e => (e.Mask, e.Value, order))), (ulong)seed);
        for (int i = 0; i < 50; i++)
        {
            byte[] frame = RandomFrame(random);
            (int from, int to) = (random.Next(1, 4), random.Next(1, 4));
            FrameKey key = FrameKey.Read(frame, (ushort)from);
            key.SetDestination((ushort)to);
            List<int> found = [];
            for (int order = table.Next(key, -1); order >= 0; order = table.Next(key, order))
            {
                found.Add(order);
            }

            Assert.Equal(Enumerable.Range(0, rules.Length).Where(order => PlainRules.Wants(rules[order], frame, Names[from - 1], Names[to - 1])), found);
        }
    }

    [Property(MaxTest = 30)]
    public void A_range_of_ports_is_its_prefixes(ushort one, ushort other)
    {
        var range = new PortRange(Math.Min(one, other), Math.Max(one, other));
        (ushort Mask, ushort Value)[] prefixes = [.. range.Compile()];
        Assert.InRange(prefixes.Length, 1, 30);
        foreach (int port in Enumerable.Range(0, 1 << 16))
        {
            Assert.Equal(port >= range.First && port <= range.Last ? 1 : 0, prefixes.Count(p => (port & p.Mask) == p.Value));
        }
    }

    [Fact]
    public void Cut_and_hostile_frames_are_read_without_fault()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = RandomFrame(random);
            random.NextBytes(frame.AsSpan(12 + random.Next(frame.Length - 12)));
            _ = FrameKey.Read(frame.AsSpan(0, random.Next(14, frame.Length + 1)), 1);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Each_action_does_what_it_says(int workers, bool everywhere)
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = workers });
        Port[] ports = [.. Enumerable.Range(0, 4).Select(i => sim.Switch.AddPort(new PortSpec($"n{i}", "eth0") { Worker = i % workers, OtherQueues = new Linux.Fd?[everywhere ? workers - 1 : 0] }))];
        for (int i = 0; i < 4; i++)
        {
            Send(sim, ports[i], MacAddress.Broadcast, i, 0x9999);
        }

        int[] Heard() => [.. ports.Select(port => sim.Taps[port].FromSwitch.Count)];
        int[] Difference(Action action)
        {
            int[] before = Heard();
            action();
            return [.. Heard().Zip(before, (after, b) => after - b)];
        }

        sim.Switch.SetRules("default",
        [
            Make("count", RuleAction.Count, new RuleMatch()),
            Make("no-a", RuleAction.Drop, Type(0x000A)),
            Make("b-to-2", RuleAction.Drop, Type(0x000B) with { Out = ["n2:eth0"] }),
            Make("mirror", RuleAction.Mirror, Type(0x000C)) with { Port = "n3:eth0" },
            Make("redirect", RuleAction.Redirect, Type(0x000D)) with { Port = "n3:eth0" },
            Make("tag", RuleAction.SetVlan, Type(0x000E)) with { Vlan = 5 },
            Make("allow", RuleAction.Allow, Type(0x000F)),
            Make("last", RuleAction.Drop, Type(0x000F)),
            Make("absent", RuleAction.Redirect, Type(0x0010)) with { Port = "nobody:eth0" },
        ]);
        MacAddress second = TestFrame.Station(2);
        Assert.Equal([0, 0, 0, 0], Difference(() => Send(sim, ports[0], second, 0, 0x000A)));
        Assert.Equal([0, 0, 0, 0], Difference(() => Send(sim, ports[0], MacAddress.Broadcast, 0, 0x000A)));
        Assert.Equal([0, 1, 0, 1], Difference(() => Send(sim, ports[0], MacAddress.Broadcast, 0, 0x000B)));
        Assert.Equal([0, 1, 0, 1], Difference(() => Send(sim, ports[0], second, 0, 0x000C)));
        Assert.Equal([0, 0, 0, 1], Difference(() => Send(sim, ports[0], second, 0, 0x000D)));
        Assert.Equal([0, 1, 0, 0], Difference(() => Send(sim, ports[3], second, 3, 0x000C))); // its own are not mirrored to it
        Assert.Equal([0, 0, 0, 0], Difference(() => Send(sim, ports[3], second, 4, 0x000D))); // nor redirected, by whichever queue they come
        Assert.Equal([0, 0, 0, 0], Difference(() => Send(sim, ports[3], second, 3, 0x000D)));
        Assert.Equal([0, 1, 0, 0], Difference(() => Send(sim, ports[0], second, 0, 0x000E)));
        Assert.Equal([0x81, 0, 0, 5, 0, 0x0E], sim.Taps[ports[1]].FromSwitch[^1][12..18]);
        Assert.Equal([0, 1, 1, 1], Difference(() => Send(sim, ports[0], MacAddress.Broadcast, 0, 0x000E)));
        Assert.Equal([0, 1, 0, 0], Difference(() => Send(sim, ports[0], second, 0, 0x000F)));
        Assert.Equal([0, 0, 0, 0], Difference(() => Send(sim, ports[0], second, 0, 0x0010)));
        Assert.Equal(
            [("count", 12L), ("no-a", 2L), ("b-to-2", 1L), ("mirror", 2L), ("redirect", 3L), ("tag", 2L), ("allow", 1L), ("last", 0L), ("absent", 1L)],
            sim.Switch.RulesOf("default").Select(rule => (rule.Rule.Name, rule.Frames)));
        Assert.Equal((5L, 1L), (ports[0].Totals.Drops(DropReason.Rule), ports[0].Totals.Drops(DropReason.PortGone)));
        Assert.Equal(2, ports[3].Totals.Drops(DropReason.SamePort));

        // The same rule goes on counting; another of its name begins; without rules nothing is judged.
        sim.Switch.SetRules("default", [Make("count", RuleAction.Count, new RuleMatch()), Make("no-a", RuleAction.Drop, Type(0x000B))]);
        Assert.Equal([("count", 12L), ("no-a", 0L)], sim.Switch.RulesOf("default").Select(rule => (rule.Rule.Name, rule.Frames)));
        sim.Switch.SetRules("default", []);
        Assert.All(ports, port => Assert.Null(port.Policy));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void A_rule_that_names_a_port_waits_for_it()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions());
        Port a = sim.Switch.AddPort(new PortSpec("a", "eth0"));
        sim.Switch.SetRules("default", [Make("no-b", RuleAction.Drop, new RuleMatch { Out = ["b:eth0"] })]);
        Port b = sim.Switch.AddPort(new PortSpec("b", "eth0"));
        Port c = sim.Switch.AddPort(new PortSpec("c", "eth0"));
        Send(sim, a, MacAddress.Broadcast, 1, 0x9999);
        Assert.Empty(sim.Taps[b].FromSwitch);
        Assert.Single(sim.Taps[c].FromSwitch);
    }

    [Property(MaxTest = 200)]
    public void A_meter_lets_no_more_pass_than_its_rate_and_burst_and_no_less(int seed)
    {
        var random = new Random(seed);
        double rate = random.Next(1_000, 10_000_000);
        int burst = random.Next(1, 100_000);
        var meter = new Meter(rate, burst);
        long second = System.Diagnostics.Stopwatch.Frequency;
        long now = random.NextInt64(1, 1L << 50);
        long begin = now;
        double passed = 0;
        double offered = 0;
        int largest = 0;
        for (int i = 0; i < 2000; i++)
        {
            int units = random.Next(1, 1500);
            largest = Math.Max(largest, units);
            offered += units;
            passed += meter.Passes(units, now) ? units : 0;
            now += (long)(units / rate / 2 * second); // twice the rate
        }

        double most = (rate * (now - begin) / second) + burst;
        Assert.InRange(passed, Math.Min(offered, most - burst) - (2 * largest) - 1, most + largest + (2000 * rate / second));
    }

    private static Rule Make(string name, RuleAction action, RuleMatch match) => new(name, match, action);

    private static RuleMatch Type(ushort type) => new() { EtherType = type };

    private static void Send(SimulatedSwitch sim, Port from, MacAddress to, int station, ushort type)
    {
        byte[] frame = TestFrame.Make(to, TestFrame.Station(station + 1), 1, 60);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), type);
        sim.Send(from, frame);
        sim.Drain();
    }

    private static RuleMatch RandomMatch(Random random)
    {
        bool Maybe() => random.Next(5) == 0;
        int first = random.Next(0, 6);
        string[] Some() => Maybe() ? [.. Names.Where(_ => random.Next(2) == 0)] : [];
        IpPrefix? Prefix() => !Maybe() ? null : random.Next(2) == 0
            ? new IpPrefix(new IPAddress(new byte[] { 10, 0, (byte)random.Next(2), (byte)random.Next(4) }), random.Next(0, 33))
            : new IpPrefix(IPAddress.Parse($"fd00::{random.Next(2)}:{random.Next(4)}"), random.Next(0, 129));
        return new RuleMatch
        {
            In = Some(),
            Out = Some(),
            SourceMac = Maybe() ? TestFrame.Station(random.Next(1, 3)) : null,
            DestinationMac = Maybe() ? TestFrame.Station(random.Next(1, 3)) : null,
            EtherType = Maybe() ? random.Next(2) == 0 ? (ushort)0x0800 : (ushort)0x86DD : null,
            Vlan = Maybe() ? (ushort)random.Next(3) : null,
            Source = Prefix(),
            Destination = Prefix(),
            Protocol = Maybe() ? random.Next(2) == 0 ? (byte)6 : (byte)17 : null,
            SourcePort = Maybe() ? new PortRange((ushort)first, (ushort)random.Next(first, 8)) : null,
            DestinationPort = Maybe() ? new PortRange((ushort)first, (ushort)random.Next(first, 8)) : null,
            FlagsMask = Maybe() ? (byte)random.Next(4) : (byte)0,
            Flags = (byte)random.Next(4),
        };
    }

    private static byte[] RandomFrame(Random random)
    {
        byte[] header = new byte[12];
        TestFrame.Station(random.Next(1, 3)).Write(header);
        TestFrame.Station(random.Next(1, 3)).Write(header.AsSpan(6));
        byte[] tags = [.. Enumerable.Range(0, random.Next(3)).SelectMany(_ => new byte[] { 0x81, 0, 0x20, (byte)random.Next(1, 3) })];
        byte[] transport = [0, (byte)random.Next(8), 0, (byte)random.Next(8), .. new byte[9], (byte)random.Next(4), .. new byte[10]];
        byte protocol = random.Next(3) switch { 0 => 6, 1 => 17, _ => 1 };
        byte[] packet;
        if (random.Next(2) == 0)
        {
            int words = random.Next(5, 7);
            packet = new byte[words * 4];
            packet[0] = (byte)(0x40 | words);
            packet[7] = (byte)(random.Next(6) == 0 ? 9 : 0); // a later fragment, sometimes
            packet[9] = protocol;
            byte[] addresses = [10, 0, (byte)random.Next(2), (byte)random.Next(4), 10, 0, (byte)random.Next(2), (byte)random.Next(4)];
            addresses.CopyTo(packet, 12);
            packet = [0x08, 0x00, .. packet];
        }
        else
        {
            packet = new byte[40];
            packet[0] = 0x60;
            IPAddress.Parse($"fd00::{random.Next(2)}:{random.Next(4)}").TryWriteBytes(packet.AsSpan(8), out _);
            IPAddress.Parse($"fd00::{random.Next(2)}:{random.Next(4)}").TryWriteBytes(packet.AsSpan(24), out _);
            bool options = random.Next(3) == 0;
            packet[6] = options ? (byte)0 : protocol;
            packet = [0x86, 0xDD, .. packet, .. options ? new byte[] { protocol, 0, 0, 0, 0, 0, 0, 0 } : []];
        }

        return [.. header, .. tags, .. packet, .. transport];
    }
}
