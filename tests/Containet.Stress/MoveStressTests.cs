using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Xunit;
using Xunit.Abstractions;

namespace Containet.Stress;

[Trait("Category", "Stress")]
public class MoveStressTests(ITestOutputHelper output)
{
    private const int Stations = 12;

    // A pool's frames fit a ring, and all pools' what may wait for a port that moves: nothing has a reason to be dropped.
    [Theory]
    [InlineData(2, 128, false)]
    [InlineData(3, 64, false)]
    [InlineData(3, 64, true)]
    public void Ports_move_under_traffic_and_every_frame_comes_once_and_in_order(int workers, int frames, bool queues)
    {
        var ports = new StressPorts(Stations) { Sending = false };
        var options = new SwitchOptions { Workers = workers, Frames = frames, RingSlots = frames, MacSlots = 1024 };
        using var sut = new Switch(
            options, (fabric, index) => new Worker<StressEngine>(fabric, index, new StressEngine(ports, fabric, index), options.Idle));
        foreach (Worker worker in sut.Workers)
        {
            worker.Start(core: -1);
        }

        Port[] all = [.. Enumerable.Range(0, Stations).Select(s => StressPorts.Join(sut, s, queues))];
        ports.Sending = true;
        var random = new Random(20261124);
        long until = Environment.TickCount64 + 5000;
        long longest = 0;
        int moves = 0;
        for (; Environment.TickCount64 < until; moves++)
        {
            long begun = Environment.TickCount64;
            Port port = all[random.Next(Stations)];
            sut.Move(port, (port.Worker + 1 + random.Next(workers - 1)) % workers);
            longest = Math.Max(longest, Environment.TickCount64 - begun);

            // Forget a station now and then, so that what is for it is flooded, and then not, in the middle of a move.
            sut.Networks[0].Table.Purge(all[random.Next(Stations)].Number);
        }

        ports.Sending = false;
        Assert.True(SpinWait.SpinUntil(() => Outstanding(sut) == 0, TimeSpan.FromSeconds(5)), $"{Outstanding(sut)} frames never came back");
        sut.Dispose();

        output.WriteLine(
            $"{ports.All.Sum(p => p.Received)} deliveries, {sut.Workers.Sum(w => w.Counters.HandedOver)} between workers, {moves} moves, "
            + $"the longest {longest} ms, {ports.All.Sum(p => p.Wrong)} out of order or twice, {ports.All.Sum(p => p.Missed)} passed over");
        Assert.Equal(0, all.Sum(p => p.Totals.AllDrops - p.Totals.Drops(DataPlane.Forwarding.DropReason.SamePort)));
        Assert.Equal(0, ports.All.Sum(p => p.Wrong));
        Assert.Equal(0, ports.All.Sum(p => p.Missed));
        foreach (StressPort from in ports.All)
        {
            Assert.All(
                ports.All.Where(to => to.Station != from.Station),
                to => Assert.Equal(from.SentTo(to.Station), to.LastFrom(from.Station, from.Queue)));
        }

        Assert.InRange(longest, 0, 2000); // ms, with threads waiting for cores: it does not wait for traffic to end
        Assert.True(moves > 20, $"only {moves} moves");
    }

    private static int Outstanding(Switch sut) => sut.Workers.Sum(w => sut.Fabric.Pool(w.Index).Outstanding);
}
