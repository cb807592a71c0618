using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>Networks and what is set for them, on switches without threads.</summary>
public class NetworkTests
{
    private static readonly string[] Names = ["default", "blue", "red"];

    // Each frame carries the network that its sender was in when it was read: whoever gets it must have been there.
    [Property(MaxTest = 400, StartSize = 10, EndSize = 300)]
    public void Whatever_moves_nothing_crosses_networks_and_all_is_counted(byte workers, byte[] tape)
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 1 + (workers % 3), MacSlots = 1024 });
        int slow = 0;
        sim.Taps.IsWriteSlow = () => slow++ % 3 == 0;
        sim.Switch.AddNetwork("blue", NetworkSettings.Plain);
        sim.Switch.AddNetwork("red", NetworkSettings.Plain);
        Port[] ports = [.. Enumerable.Range(0, 5).Select(i => i < workers / 3 % 4 ? sim.AddEverywhere() : sim.Add(i % sim.Switch.Workers.Count))];
        List<Port> every = [.. ports];
        int id = 0;
        for (int i = 0; i < tape.Length; i++)
        {
            int n = tape[i] % ports.Length;
            switch (tape[i] / 5 % 4)
            {
                case 0:
                    sim.Turn(tape[i] % sim.Switch.Workers.Count);
                    break;
                case 1 when sim.Switch.MoveToNetwork(ports[n], Names[i % 3]) is var moved && moved != ports[n]:
                    ports[n] = moved;
                    every.Add(moved);
                    break;
                default:
                    MacAddress to = i % 3 == 0 ? MacAddress.Broadcast : TestFrame.Station((i % 5) + 1);
                    sim.Send(ports[n], TestFrame.Make(to, TestFrame.Station(n + 1), ++id, 60));
                    break;
            }
        }

        sim.Drain();
        Dictionary<int, Port> origin = sim.Taps.Read.ToDictionary(read => TestFrame.IdOf(read.Frame), read => read.Ingress);
        foreach (Port port in every)
        {
            Assert.All(sim.Taps[port].FromSwitch, frame => Assert.Equal(port.Network, origin[TestFrame.IdOf(frame)].Network));
        }

        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void A_moved_port_keeps_its_number_and_counters_and_is_heard_where_it_is()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2 });
        sim.Switch.AddNetwork("blue", NetworkSettings.Plain);
        Port a = sim.Add(0);
        Port b = sim.Add(1);
        Send(sim, a, MacAddress.Broadcast, 1);
        Send(sim, b, TestFrame.Station(1), 2);
        Port moved = sim.Switch.MoveToNetwork(b, "blue");
        Assert.Equal((b.Number, "blue", 1L), (moved.Number, moved.Network.Name, moved.Counters.ReceivedFrames));
        Assert.Same(b.Counters, moved.Counters);
        Assert.DoesNotContain(a.Network.Table.Entries(), entry => entry.Port == b.Number);
        Send(sim, a, TestFrame.Station(2), 1);
        Assert.Empty(sim.Taps[moved].FromSwitch);
        Assert.Equal(1, a.Counters.Drops(DropReason.NoOtherPort));
        Assert.Same(moved, sim.Switch.MoveToNetwork(moved, "blue"));
        Port back = sim.Switch.MoveToNetwork(moved, "default");
        Send(sim, a, MacAddress.Broadcast, 1);
        Assert.Single(sim.Taps[back].FromSwitch);
    }

    [Fact]
    public void What_cannot_be_is_refused_and_changes_nothing()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions());
        Port a = sim.Add(0);
        sim.Switch.AddNetwork("blue", NetworkSettings.Plain);
        Assert.Equal("exists", Refused(() => sim.Switch.AddNetwork("blue", NetworkSettings.Plain)));
        Assert.Equal("no-such-network", Refused(() => sim.Switch.MoveToNetwork(a, "red")));
        Assert.Equal("no-such-network", Refused(() => sim.Switch.RemoveNetwork("red")));
        Assert.Equal("in-use", Refused(() => sim.Switch.RemoveNetwork("default")));
        Port moved = sim.Switch.MoveToNetwork(a, "blue");
        Assert.Equal("not-found", Refused(() => sim.Switch.MoveToNetwork(a, "default")));
        Assert.Equal("in-use", Refused(() => sim.Switch.RemoveNetwork("blue")));
        Assert.Equal("in-use", Refused(() => sim.Switch.RemoveNetwork("default")));
        sim.Switch.MoveToNetwork(moved, "default");
        sim.Switch.RemoveNetwork("blue");
        Assert.Equal(["default"], sim.Switch.Networks.Select(network => network.Name));
        for (int i = 1; i < SwitchLimits.Networks; i++)
        {
            sim.Switch.AddNetwork($"n{i}", NetworkSettings.Plain);
        }

        Assert.Equal("limit", Refused(() => sim.Switch.AddNetwork("last", NetworkSettings.Plain)));
        sim.Switch.RemoveNetwork("n7");
        sim.Switch.AddNetwork("last", NetworkSettings.Plain);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Isolated_ports_hear_only_open_ones(int workers, bool everywhere)
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = workers });
        Port a = everywhere ? sim.AddEverywhere() : sim.Add(0);
        Port b = sim.Add(workers - 1);
        Port open = everywhere ? sim.AddEverywhere() : sim.Add(workers - 1);
        sim.Switch.SetNetwork("default", settings => settings with { Isolated = true });
        sim.Switch.SetPort(open, settings => settings with { Isolated = false });
        Send(sim, a, MacAddress.Broadcast, 1);
        Send(sim, b, MacAddress.Broadcast, 2);
        Send(sim, open, MacAddress.Broadcast, 3);
        Assert.Single(sim.Taps[a].FromSwitch);
        Assert.Single(sim.Taps[b].FromSwitch);
        Assert.Equal(2, sim.Taps[open].FromSwitch.Count);
        Send(sim, a, TestFrame.Station(2), 1);
        Assert.Equal(1, a.Totals.Drops(DropReason.Isolated));
        Send(sim, a, TestFrame.Station(3), 1);
        Assert.Equal(3, sim.Taps[open].FromSwitch.Count);
        sim.Switch.SetNetwork("default", settings => settings with { Isolated = false });
        Assert.Null(a.Policy);
        Send(sim, a, TestFrame.Station(2), 1);
        Assert.Equal(2, sim.Taps[b].FromSwitch.Count);
    }

    // Every worker has a queue of each: what is set for a port holds for what any of them reads.
    [Fact]
    public void What_is_set_holds_for_all_queues()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2 });
        Port[] ports = [.. Enumerable.Range(0, 3).Select(i => sim.Switch.AddPort(new PortSpec($"n{i}", "eth0") { OtherQueues = [null] }))];
        sim.Switch.SetPort(ports[0], settings => settings with { Isolated = true });
        sim.Switch.SetPort(ports[1], settings => settings with { Isolated = true });
        foreach (Port queue in ports[0].Queues)
        {
            Send(sim, queue, MacAddress.Broadcast, 1);
        }

        Assert.Equal([0, 2], ports[1..].Select(port => sim.Taps[port].FromSwitch.Count));
        sim.Switch.SetPort(ports[1], settings => settings with { Isolated = null });
        Send(sim, ports[0].Queues[1], MacAddress.Broadcast, 1);
        Assert.Equal([1, 3], ports[1..].Select(port => sim.Taps[port].FromSwitch.Count));
    }

    [Fact]
    public void A_network_floods_what_it_is_set_to()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions());
        Port a = sim.Add(0);
        Port b = sim.Add(0);
        (FloodClasses Class, MacAddress To)[] kinds =
        [
            (FloodClasses.Broadcast, MacAddress.Broadcast),
            (FloodClasses.Multicast, TestFrame.Parse("01:00:5e:00:00:fb")),
            (FloodClasses.Unknown, TestFrame.Station(5)),
        ];
        int heard = 0;
        for (var set = FloodClasses.None; set <= FloodClasses.All; set++)
        {
            FloodClasses flood = set;
            sim.Switch.SetNetwork("default", settings => settings with { Flood = flood });
            foreach ((FloodClasses kind, MacAddress to) in kinds)
            {
                Send(sim, a, to, 1);
                heard += set.HasFlag(kind) ? 1 : 0;
                Assert.Equal(heard, sim.Taps[b].FromSwitch.Count);
            }
        }

        Assert.Equal(24 - heard, a.Counters.Drops(DropReason.NotFlooded));
    }

    [Fact]
    public void A_networks_mtu_counts_as_an_interfaces_does()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions());
        Port a = sim.Add(0);
        Port b = sim.Add(0);
        sim.Switch.SetNetwork("default", settings => settings with { Mtu = 1500 });
        sim.Taps[a].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(1), 1, 1522));
        sim.Taps[a].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(1), 2, 1523));
        sim.Drain();
        Assert.Single(sim.Taps[b].FromSwitch);
        Assert.Equal(1, a.Counters.Drops(DropReason.OverMtu));
    }

    private static void Send(SimulatedSwitch sim, Port from, MacAddress to, int station)
    {
        sim.Send(from, TestFrame.Make(to, TestFrame.Station(station), 1, 60));
        sim.Drain();
    }

    private static string Refused(Action action) => Assert.Throws<SwitchException>(action).Code;
}
