using System.Diagnostics;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

/// <summary>Links in a time of the tests' own, and on switches without threads.</summary>
public class LinkTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Property(MaxTest = 300)]
    public void Order_is_kept_the_rate_is_not_exceeded_and_nothing_is_lost_that_was_not_to_be(int seed)
    {
        var random = new Random(seed);
        var settings = new LinkSettings
        {
            Delay = TimeSpan.FromMicroseconds(random.Next(0, 50_000)),
            BitsPerSecond = random.Next(3) == 0 ? 0 : random.Next(100_000, 1_000_000_000),
            Burst = random.Next(0, 20_000),
            Queue = random.Next(2_000, 200_000),
            Duplicate = random.Next(3) == 0 ? 0.1 : 0,
        };
        settings = settings with { Jitter = settings.Delay * random.NextDouble() };
        long now = random.NextInt64(1, 1L << 50);
        var link = new LinkQueue(settings, 1, (ulong)seed, now);
        List<(long Due, int Bytes)> passed = [];
        long entered = now;
        for (int i = 0; i < 500; i++)
        {
            now += random.Next(0, (int)(Second / 5000));
            int bytes = random.Next(60, 1515);
            LinkFate fate = link.Pass(0, bytes, now);
            Assert.True(fate.Reason is DropReason.None or DropReason.LinkFull, $"{fate.Reason}");
            Assert.True(fate.Reason == DropReason.None || settings.BitsPerSecond > 0);
            if (fate.Reason == DropReason.None)
            {
                Assert.InRange(fate.Due - now, Ticks(settings.Delay - settings.Jitter) - 1, long.MaxValue);
                passed.Add((fate.Due, bytes));
            }
        }

        Assert.Equal(passed.Select(p => p.Due).Order(), passed.Select(p => p.Due));
        if (settings.BitsPerSecond > 0 && settings.Jitter == TimeSpan.Zero)
        {
            // From the first frame's entry on, what has come out by any time is no more than the rate and a burst allow.
            long sum = 0;
            foreach ((long due, int bytes) in passed)
            {
                sum += bytes;
                double allowed = ((due - Ticks(settings.Delay) - entered) / (double)Second * settings.BitsPerSecond / 8) + settings.Burst;
                Assert.True(sum <= allowed + 2 + (passed.Count * 1e-3), $"{sum} bytes of {allowed}");
            }
        }
    }

    [Property(MaxTest = 100)]
    public void A_full_link_carries_its_rate(int seed)
    {
        var random = new Random(seed);
        long rate = random.Next(1_000_000, 100_000_000);
        long now = 1;
        var link = new LinkQueue(new LinkSettings { BitsPerSecond = rate, Queue = 10_000 }, 1, 1, now);
        long sum = 0;
        long last = 0;
        while (now < Second)
        {
            now += (long)(1000 * 8.0 / rate * Second / 2); // twice what it carries
            LinkFate fate = link.Pass(0, 1000, now);
            if (fate.Reason == DropReason.None)
            {
                sum += 1000;
                last = fate.Due;
            }
        }

        Assert.InRange(sum * 8.0 * Second / last / rate, 0.98, 1.001);
    }

    [Fact]
    public void Chances_are_as_asked_and_the_same_again_with_the_same_seed()
    {
        const int Frames = 100_000;
        var settings = new LinkSettings { Loss = 0.1, Duplicate = 0.02, Corrupt = 0.05, Reorder = 0.25, Delay = TimeSpan.FromSeconds(1) };
        LinkFate[] Run(ulong seed)
        {
            var link = new LinkQueue(settings, 1, seed, 1);
            return [.. Enumerable.Range(1, Frames).Select(i => link.Pass(0, 100, i))];
        }

        LinkFate[] fates = Run(7);
        Assert.Equal(fates, Run(7));
        Assert.NotEqual(fates, Run(8));
        int arrived = fates.Count(fate => fate.Reason == DropReason.None);
        void Near(double part, int count, int of) =>
            Assert.InRange(count, (of * part) - (5 * Math.Sqrt(of * part * (1 - part))), (of * part) + (5 * Math.Sqrt(of * part * (1 - part))));
        Near(0.1, fates.Count(fate => fate.Reason == DropReason.LinkLoss), Frames);
        Near(0.02, fates.Count(fate => fate.Twice), arrived);
        Near(0.05, fates.Count(fate => fate.Corrupt), arrived);
        Near(0.25, fates.Count(fate => fate.Reason == DropReason.None && fate.Due < Second), arrived);
        var all = new LinkQueue(settings with { Loss = 1 }, 1, 1, 1);
        Assert.All(Enumerable.Range(1, 1000), i => Assert.Equal(DropReason.LinkLoss, all.Pass(0, 100, i).Reason));
    }

    [Fact]
    public void A_link_that_flaps_is_down_as_long_as_asked()
    {
        var link = new LinkQueue(new LinkSettings { Down = TimeSpan.FromSeconds(2), Every = TimeSpan.FromSeconds(10) }, 1, 1, Second);
        Assert.Equal(
            "ddddoooooooooooooooodddd",
            string.Concat(Enumerable.Range(0, 24).Select(half => link.Pass(0, 100, Second + (half * Second / 2)).Reason == DropReason.LinkDown ? 'd' : 'o')));
    }

    [Property(MaxTest = 100)]
    public void Held_frames_come_back_whole_in_the_order_in_which_they_are_due(int seed)
    {
        var random = new Random(seed);
        using var sim = new SimulatedSwitch(new SwitchOptions());
        Port port = sim.Add(0);
        var held = new HeldFrames();
        List<(long Due, byte[] Bytes)> model = [];
        byte[] room = new byte[70_000];
        void Take()
        {
            (long due, byte[] bytes) = model.MinBy(frame => frame.Due);
            Assert.Equal(due, held.Next);
            HeldFrame frame = held.Take(room);
            Assert.Equal(bytes, room[..frame.Length]);
            model.RemoveAt(model.FindIndex(f => f.Due == due));
        }

        for (int i = 0; i < 300; i++)
        {
            if (model.Count > 0 && random.Next(3) == 0)
            {
                Take();
                continue;
            }

            byte[] bytes = new byte[random.Next(20) == 0 ? random.Next(60_000) + 14 : random.Next(14, 1600)];
            random.NextBytes(bytes);
            int head = random.Next(bytes.Length);
            long due = random.Next(20);
            Assert.True(held.TryAdd(due, bytes.AsSpan(0, head), bytes.AsSpan(head), default, port, port));
            model.Add((due, bytes));
        }

        while (model.Count > 0)
        {
            Take();
        }

        Assert.Equal(0, held.Count);
    }

    [Property(MaxTest = 200, StartSize = 10, EndSize = 200)]
    public void Nothing_crosses_a_partition_and_all_else_is_delivered_or_counted(byte workers, byte[] tape)
    {
        using var sim = new SimulatedSwitch(new SwitchOptions { Workers = 1 + (workers % 3), MacSlots = 1024 });
        Port[] ports = [.. Enumerable.Range(0, 5).Select(i => sim.Add(i % sim.Switch.Workers.Count))];
        sim.Switch.SetLinks("default", [(null, null)], new LinkSettings { Delay = TimeSpan.FromMicroseconds(1) });
        string[][] groups = [];
        int id = 0;
        foreach (byte b in tape)
        {
            int n = b % ports.Length;
            if (b > 240)
            {
                Check(sim, ports, groups);
                groups = id % 3 == 0 ? [] : [["node0", "node1:eth0"], ["node2", "node3"]];
                sim.Switch.Partition("default", groups);
                Array.ForEach(ports, port => sim.Taps[port].FromSwitch.Clear());
            }
            else if (b > 200)
            {
                sim.Turn(b % sim.Switch.Workers.Count);
            }
            else
            {
                MacAddress to = b % 3 == 0 ? MacAddress.Broadcast : TestFrame.Station((b % 7 % 5) + 1);
                sim.Taps[ports[n]].ToSwitch.Enqueue(TestFrame.Make(to, TestFrame.Station(n + 1), ++id, 60));
            }
        }

        Check(sim, ports, groups);
        Assert.Equal(0, sim.FramesOutstanding);
    }

    private static void Check(SimulatedSwitch sim, Port[] ports, string[][] groups)
    {
        do
        {
            sim.Drain();
        }
        while (sim.Switch.Workers.Any(worker => worker.Held!.Count > 0));
        if (groups.Length > 0)
        {
            Dictionary<int, Port> origin = sim.Taps.Read.ToDictionary(read => TestFrame.IdOf(read.Frame), read => read.Ingress);
            int SideOf(Port port) => port.Node[^1] switch { '0' or '1' => 1, '2' or '3' => 2, _ => 0 };
            Assert.All(ports, port => Assert.All(
                sim.Taps[port].FromSwitch,
                frame => Assert.True(SideOf(origin[TestFrame.IdOf(frame)]) + SideOf(port) != 3 || SideOf(port) == 0 || SideOf(origin[TestFrame.IdOf(frame)]) == 0)));
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Second);
}
