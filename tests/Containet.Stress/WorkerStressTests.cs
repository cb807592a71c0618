using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Xunit;
using Xunit.Abstractions;

namespace Containet.Stress;

[Trait("Category", "Stress")]
public class WorkerStressTests(ITestOutputHelper output)
{
    private const int Stations = 24;

    [Theory]
    [InlineData(2, 2048, 1024, false)]
    [InlineData(3, 64, 16, false)]
    [InlineData(3, 64, 16, true)]
    public void Ports_come_and_go_under_traffic_and_no_frame_is_lost_or_freed_twice(int workers, int frames, int ringSlots, bool queues)
    {
        var ports = new StressPorts(Stations);
        var options = new SwitchOptions { Workers = workers, Frames = frames, RingSlots = ringSlots, MacSlots = 1024 };
        using var sut = new Switch(
            options, (fabric, index) => new Worker<StressEngine>(fabric, index, new StressEngine(ports, fabric, index), options.Idle));
        foreach (Worker worker in sut.Workers)
        {
            worker.Start(core: -1);
        }

        Port[] present = [.. Enumerable.Range(0, Stations).Select(s => StressPorts.Join(sut, s, queues))];
        var random = new Random(20261124);
        long until = Environment.TickCount64 + 5000;
        int changes = 0;
        while (Environment.TickCount64 < until)
        {
            int station = random.Next(Stations);
            sut.RemovePort(present[station]);
            present[station] = StressPorts.Join(sut, station, queues);
            sut.AdvanceEpoch();
            changes++;
            Thread.Sleep(random.Next(3));
        }

        ports.Sending = false;
        Assert.True(
            SpinWait.SpinUntil(() => Outstanding(sut) == 0, TimeSpan.FromSeconds(5)), $"{Outstanding(sut)} frames never came back");
        foreach (Port port in present)
        {
            sut.RemovePort(port);
        }

        long received = ports.All.Sum(p => p.Received);
        output.WriteLine(
            $"{received} deliveries, {sut.Workers.Sum(w => w.Counters.HandedOver)} between workers, {changes} changes of port, "
            + $"{sut.Workers.Sum(w => w.Counters.Sleeps)} sleeps, {sut.Workers.Sum(w => w.Counters.Drops(DropReason.PortGone))} for ports gone");
        Assert.Equal(0, ports.All.Sum(p => p.Wrong));
        Assert.True(received > 10_000, $"only {received} deliveries");
    }

    private static int Outstanding(Switch sut) => sut.Workers.Sum(w => sut.Fabric.Pool(w.Index).Outstanding);
}
