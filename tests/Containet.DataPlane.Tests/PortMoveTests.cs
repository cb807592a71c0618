using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using Containet.DataPlane.Workers;
using Xunit;

namespace Containet.DataPlane.Tests;

public class PortMoveTests
{
    [Fact]
    public void What_is_too_much_to_wait_for_a_port_is_counted_and_the_rest_comes_in_order()
    {
        const int TooMany = 7;
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        Port sender = sim.Add(worker: 1);
        Port receiver = sim.Add(worker: 0);
        Introduce(sim, receiver, station: 2);

        Queue<Action> steps = sim.BeginMove(receiver, 1);
        steps.Dequeue()();
        steps.Dequeue()(); // published
        for (int i = 1; i <= WorkerLimits.Parked + TooMany; i++)
        {
            sim.Taps[sender].ToSwitch.Enqueue(TestFrame.Make(TestFrame.Station(2), TestFrame.Station(1), i, 60));
        }

        sim.Drain();
        Assert.Empty(sim.Taps[receiver].FromSwitch);
        while (steps.TryDequeue(out Action? step))
        {
            step();
        }

        sim.Drain();
        Assert.Equal(Enumerable.Range(1, WorkerLimits.Parked), sim.Taps[receiver].FromSwitch.Select(TestFrame.IdOf));
        Assert.Equal(TooMany, receiver.Counters.Drops(DropReason.PortMoving));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void A_flood_reaches_a_port_that_moves_once_whenever_it_was_decided()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 3, MacSlots = 16 });
        Port sender = sim.Add(worker: 2);
        Port receiver = sim.Add(worker: 0);
        sim.Add(worker: 1); // so that both workers are told of every flood
        Queue<Action> steps = sim.BeginMove(receiver, 1);
        int sent = 0;
        do
        {
            sim.Taps[sender].ToSwitch.Enqueue(TestFrame.Make(MacAddress.Broadcast, TestFrame.Station(1), ++sent, 60));
            sim.Turn(2);
            if (steps.TryDequeue(out Action? step))
            {
                step();
            }
        }
        while (steps.Count > 0);

        sim.Drain();
        Assert.Equal(Enumerable.Range(1, sent), sim.Taps[receiver].FromSwitch.Select(TestFrame.IdOf));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    [Fact]
    public void A_worker_that_cannot_have_the_port_leaves_it_where_it_is()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        Port sender = sim.Add(worker: 1);
        Port receiver = sim.Add(worker: 0);
        Introduce(sim, receiver, station: 2);
        sim.Taps.Refuses = (_, _) => 12; // ENOMEM
        SwitchException refused = Assert.Throws<SwitchException>(() => sim.Switch.Move(receiver, 1));
        Assert.Equal("unusable-tap", refused.Code);
        Assert.Equal((0, 1, 1), (receiver.Worker, sim.Switch.Workers[0].PortCount, sim.Switch.Workers[1].PortCount));

        sim.Taps[sender].ToSwitch.Enqueue(TestFrame.Make(TestFrame.Station(2), TestFrame.Station(1), 1, 60));
        sim.Drain();
        Assert.Single(sim.Taps[receiver].FromSwitch, f => TestFrame.IdOf(f) == 1);
    }

    [Fact]
    public void A_port_that_has_moved_is_counted_at_its_worker_and_leaves_from_there()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 2, MacSlots = 16 });
        Port port = sim.Add(worker: 0);
        sim.Switch.Move(port, 1);
        sim.Switch.Move(port, 1);
        Assert.Equal((1, 0, 1), (port.Worker, sim.Switch.Workers[0].PortCount, sim.Switch.Workers[1].PortCount));
        Assert.Equal([port], sim.Switch.Networks[0].Members.Of(1));
        Assert.Empty(sim.Switch.Networks[0].Members.Of(0));

        sim.Switch.RemovePort(port);
        Assert.Empty(sim.Switch.Networks[0].Members.Of(1));
        Assert.Equal(0, sim.Switch.Workers[1].PortCount);
        sim.Switch.Move(port, 0); // it has left: no error
        Assert.Throws<ArgumentOutOfRangeException>(() => sim.Switch.Move(port, 2));
    }

    private static void Introduce(SimulatedSwitch sim, Port port, int station)
    {
        sim.Taps[port].ToSwitch.Enqueue(TestFrame.Make(TestFrame.Station(station), TestFrame.Station(station), 0, 60));
        sim.Drain();
    }
}
