using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using Xunit;

namespace Containet.DataPlane.Tests;

public class SwitchTests
{
    [Fact]
    public void A_frame_in_a_ring_does_not_reach_a_later_port_of_the_same_number()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        Port sender = sim.Add(worker: 0);
        Port receiver = sim.Add(worker: 1);
        Send(sim, receiver, TestFrame.Station(2), TestFrame.Station(2));
        Send(sim, sender, TestFrame.Station(1), TestFrame.Station(1));
        sim.Drain();

        sim.Taps[sender].ToSwitch.Enqueue(TestFrame.Make(TestFrame.Station(2), TestFrame.Station(1), 1, 60));
        sim.Turn(0);
        sim.Switch.RemovePort(receiver);
        Port later = sim.Add(worker: 1);
        while (later.Number != receiver.Number)
        {
            sim.Switch.RemovePort(later);
            later = sim.Add(worker: 1);
        }

        sim.Drain();
        Assert.Empty(sim.Taps[later].FromSwitch);
        Assert.Equal(1, sim.Switch.Workers[1].Counters.Drops(DropReason.PortGone));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void A_table_that_is_too_small_grows_to_its_limit_and_keeps_what_it_knows()
    {
        const int Stations = 200;

        // Not one after the other: for some secrets such lie close together, and a fifth of the largest table is too small for them.
        var random = new Random(1);
        string Octet() => $"{random.Next(256):x2}";
        MacAddress[] stations = [.. Enumerable.Range(0, Stations).Select(_ => TestFrame.Parse($"02:00:00:{Octet()}:{Octet()}:{Octet()}"))];
        using var sim = new SimulatedSwitch(new SwitchOptions { MacSlots = 16, MaxMacSlots = 1024 });
        Port a = sim.Add(worker: 0);
        Port b = sim.Add(worker: 0);
        MacTable table() => sim.Switch.Networks[0].Table;
        for (int round = 0; round < 8; round++)
        {
            for (int i = 1; i <= Stations; i++)
            {
                Send(sim, a, TestFrame.Station(1), stations[i - 1]);
            }

            sim.Drain();
            sim.Switch.GrowTables();
        }

        Assert.InRange(table().Capacity, 256, 1024);
        Assert.Equal(Stations, table().Entries().Count(e => e.Port == a.Number));
        int before = sim.Taps[b].FromSwitch.Count;
        Send(sim, a, stations[0], stations[1]); // of the same port: known, so not flooded
        sim.Drain();
        Assert.Equal(before, sim.Taps[b].FromSwitch.Count);
        sim.Switch.RemovePort(a);
        Assert.Empty(table().Entries());
    }

    [Fact]
    public void One_port_more_than_the_limit_is_refused()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        for (int i = 0; i < SwitchLimits.Ports; i++)
        {
            sim.Add(worker: -1);
        }

        SwitchException refused = Assert.Throws<SwitchException>(() => sim.Add(worker: -1));
        Assert.Equal("limit", refused.Code);
        Assert.Equal(SwitchLimits.Ports, sim.Switch.Ports.Count);
        Assert.InRange(sim.Switch.Workers[0].PortCount, SwitchLimits.Ports / 2, (SwitchLimits.Ports / 2) + 1);

        sim.Switch.RemovePort(sim.Switch.Ports[17]);
        Assert.NotNull(sim.Add(worker: -1));
    }

    [Fact]
    public void A_flood_to_more_ports_than_a_list_holds_reaches_all()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        Port[] ports = [.. Enumerable.Range(0, 1500).Select(_ => sim.Add(worker: -1))];
        sim.Taps[ports[0]].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(1), 1, 60));
        sim.Drain();

        Assert.Empty(sim.Taps[ports[0]].FromSwitch);
        Assert.All(ports[1..], p => Assert.Single(sim.Taps[p].FromSwitch));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void An_unknown_network_is_refused()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { MacSlots = 16 });
        SwitchException refused = Assert.Throws<SwitchException>(() => sim.Switch.AddPort(new PortSpec("a", "eth0") { Network = "blue" }));
        Assert.Equal("no-such-network", refused.Code);
        Assert.Contains("'blue'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_a_port_twice_does_no_harm()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { MacSlots = 16 });
        Port port = sim.Add(worker: 0);
        sim.Switch.RemovePort(port);
        sim.Switch.RemovePort(port);
        Assert.Empty(sim.Switch.Ports);
    }

    private static void Send(SimulatedSwitch sim, Port port, MacAddress destination, MacAddress source) =>
        sim.Taps[port].ToSwitch.Enqueue(TestFrame.Make(destination, source, 0, 60));
}
