using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using Containet.DataPlane.Workers;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>
/// Some of many ports flood. A turn writes a bounded number of copies, others' frames pass by in the turn in which they are read, and
/// everything arrives once and in order.
/// </summary>
public class FloodBudgetTests
{
    private const int Ports = 120;
    private const int MostCopies = 2 * (WorkerLimits.FloodCopies + Ports); // own and handed over; a flood begun is finished

    [Fact]
    public void A_turn_is_no_longer_for_a_storm_and_others_pass_by()
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 1 });
        Port[] ports = Join(sim);
        SimulatedPort to = sim.Taps[ports[1]];
        long dropped = ports.Sum(p => p.Counters.AllDrops);
        Send(sim, ports[0], MacAddress.Broadcast, 0, 1000);
        sim.Turn(0);
        for (int turn = 0; turn < 20; turn++)
        {
            Send(sim, ports[2], TestFrame.Station(1), 1_000_000 + turn, 1);
            int before = Written(sim, ports);
            sim.Turn(0);
            Assert.InRange(Written(sim, ports) - before, 1, MostCopies);
            Assert.Contains(1_000_000 + turn, to.FromSwitch.Select(TestFrame.IdOf));
        }

        Assert.InRange(sim.Taps[ports[0]].ToSwitch.Count, 1000 - WorkerLimits.Batch, 1000); // the rest has been left in its tap
        sim.Drain();
        Assert.Equal(Enumerable.Range(0, 1000), to.FromSwitch.Select(TestFrame.IdOf).Where(id => id < 1_000_000));
        Assert.Equal(dropped, ports.Sum(p => p.Counters.AllDrops));
        Assert.Equal(0, sim.FramesOutstanding);
    }

    // Several that flood, and send to single stations in between; with more workers than one; some leave in the middle.
    [Property(MaxTest = 30)]
    public void Everything_arrives_in_order_or_is_counted(int seed)
    {
        var random = new Random(seed);
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 1 + random.Next(2) });
        Port[] ports = Join(sim);
        int sent = 0;
        Port[] senders = ports[..4];
        var gone = new HashSet<Port>();
        for (int step = 0; step < 60; step++)
        {
            Port from = senders[random.Next(senders.Length)];
            if (!gone.Contains(from))
            {
                MacAddress to = random.Next(2) == 0 ? MacAddress.Broadcast : TestFrame.Station(4 + random.Next(6));
                int count = random.Next(30);
                Send(sim, from, to, sent, count);
                sent += count;
            }

            sim.Turn(random.Next(sim.Switch.Workers.Count));
            if (random.Next(60) == 0 && gone.Count < 2 && gone.Add(from))
            {
                sim.Switch.RemovePort(from);
            }
        }

        sim.Drain();
        Assert.Equal(0, sim.FramesOutstanding);
        foreach (Port port in ports.Except(gone))
        {
            foreach (IGrouping<MacAddress, byte[]> flow in sim.Taps[port].FromSwitch.GroupBy(f => MacAddress.Read(f.AsSpan(6))))
            {
                int[] ids = [.. flow.Select(TestFrame.IdOf)];
                Assert.Equal(ids.Distinct().Order(), ids);
            }
        }

        // Each flood of a port that stayed came to everybody, or was dropped and counted.
        foreach (Port from in senders.Except(gone))
        {
            long read = sim.Taps.Read.Count(r => r.Ingress == from);
            Assert.Equal(read, from.Counters.ReceivedFrames);
            long floods = sim.Taps.Read.Count(r => r.Ingress == from && MacAddress.Read(r.Frame).IsGroup);
            long came = sim.Taps[ports[^1]].FromSwitch.Count(f => MacAddress.Read(f.AsSpan(6)) == TestFrame.Station(Array.IndexOf(ports, from)));
            Assert.InRange(came, floods - from.Counters.AllDrops, floods);
        }
    }

    // Port N has station N, which everybody has heard of.
    private static Port[] Join(SimulatedSwitch sim)
    {
        Port[] ports = [.. Enumerable.Range(0, Ports).Select(i => sim.Add(i % sim.Switch.Workers.Count))];
        for (int i = 0; i < 10; i++)
        {
            Send(sim, ports[i], TestFrame.Station(i), -1, 1); // to itself: learned, and dropped
        }

        sim.Drain();
        Array.ForEach(ports, p => sim.Taps[p].FromSwitch.Clear());
        return ports;
    }

    private static void Send(SimulatedSwitch sim, Port from, MacAddress to, int firstId, int count)
    {
        int station = int.Parse(from.Node["node".Length..], System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 0; i < count; i++)
        {
            sim.Taps[from].ToSwitch.Enqueue(TestFrame.Make(to, TestFrame.Station(station), firstId + i, 60));
        }
    }

    private static int Written(SimulatedSwitch sim, Port[] ports) => ports.Sum(p => sim.Taps[p].FromSwitch.Count);
}
