using System.Diagnostics;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Simulation;
using Containet.DataPlane.Workers;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public class PlacementTests
{
    private const long Many = 100 * Placement.FewestFrames;

    private static readonly double[] Free = [0.1, 0.1, 0.1];

    [Theory]
    [InlineData(0, 1000, 700, 1)]
    [InlineData(0, 1000, 660, -1)] // less than two thirds
    [InlineData(1, 1000, 700, -1)] // its own worker
    [InlineData(0, 499, 499, -1)] // too little to matter
    public void A_port_wants_to_where_most_of_its_frames_go(int worker, long frames, long handedOver, int wanted) =>
        Assert.Equal(wanted, Placement.Wanted(new PortTraffic(worker, frames, [0, handedOver, frames - handedOver])));

    [Fact]
    public void The_one_that_wins_most_goes_first_and_nobody_to_a_busy_worker_from_one_that_is_not()
    {
        PortTraffic[] ports =
        [
            new(0, 2000, [0, 2000, 0]),
            new(0, 3000, [0, 0, 3000]),
            new(1, 1000, [1000, 0, 0]),
        ];
        Assert.Equal(1, Placement.Choose(ports, Free));
        Assert.Equal(0, Placement.Choose(ports, [0.1, 0.1, 0.9]));
        Assert.Equal(2, Placement.Choose(ports, [0.1, 0.9, 0.9]));
        Assert.Equal(-1, Placement.Choose(ports[..2], [0.1, 0.9, 0.9]));
        Assert.Equal(1, Placement.Choose(ports, [0.9, 0.9, 0.9])); // no worker has time: the rings are what can be saved
        Assert.Equal(-1, Placement.Choose([], Free));
    }

    [Fact]
    public void Two_ports_that_talk_come_together_and_stay_there()
    {
        using var world = new World(workers: 2, ports: 2, fixedAt: -1);
        Assert.NotEqual(world.Ports[0].Worker, world.Ports[1].Worker);
        world.Speak(0, 1);
        world.Speak(1, 0);
        Assert.Equal(0, world.Ticks(1)); // once may be chance
        Assert.Equal(1, world.Ticks(1));
        Assert.Equal(world.Ports[0].Worker, world.Ports[1].Worker);
        Assert.Equal(0, world.Ticks(100));
    }

    [Theory]
    [InlineData(0, PlacementKind.Auto)]
    [InlineData(-1, PlacementKind.Fixed)]
    public void A_port_whose_worker_was_asked_for_stays_and_so_do_all_if_placement_is_fixed(int fixedAt, PlacementKind placement)
    {
        using var world = new World(workers: 2, ports: 4, fixedAt, placement);
        world.Speak(0, 1);
        world.Speak(2, 3);
        Assert.Equal(0, world.Ticks(10));
    }

    // Whoever talks to whom: it comes to rest, for no port goes more often than its stays, which double, leave time for.
    [Property(MaxTest = 100)]
    public void Whoever_talks_to_whom_ports_do_not_go_to_and_fro(byte[] talk)
    {
        const int Ports = 6;
        const int Ticks = 240; // two minutes: stays of 5, 10, 20 and 40 seconds begin at most
        using var world = new World(workers: 3, Ports, fixedAt: -1);
        foreach (byte pair in talk)
        {
            world.Speak(pair % Ports, pair / Ports % Ports);
        }

        Assert.InRange(world.Ticks(Ticks), 0, Ports * 5);
    }

    /// <summary>A switch whose ports talk to each other as they are told, interval by interval.</summary>
    private sealed class World : IDisposable
    {
        private readonly SimulatedSwitch _sim;
        private readonly List<(int From, int To)> _talk = [];
        private long _now;

        public World(int workers, int ports, int fixedAt, PlacementKind placement = PlacementKind.Auto)
        {
            _sim = new SimulatedSwitch(new SwitchOptions { Workers = workers, MacSlots = 16, Placement = placement });
            Ports = [.. Enumerable.Range(0, ports).Select(p => _sim.Add(fixedAt < 0 ? fixedAt : p % workers))];
            _now = Stopwatch.GetTimestamp();
        }

        public Port[] Ports { get; }

        public void Speak(int from, int to) => _talk.Add((from, to));

        /// <summary>Lets intervals pass.</summary>
        /// <returns>How many ports were moved.</returns>
        public int Ticks(int count)
        {
            int moves = 0;
            for (int i = 0; i < count; i++)
            {
                foreach ((int from, int to) in _talk)
                {
                    // As the worker counts, without the frames.
                    Ports[from].Counters.CountReceived((int)Many, 0);
                    if (Ports[to].Worker != Ports[from].Worker)
                    {
                        Ports[from].Counters.CountHandedOver(Ports[to].Worker, (int)Many);
                    }
                }

                int[] before = [.. Ports.Select(p => p.Worker)];
                _now += (long)(Placement.Interval.TotalSeconds * Stopwatch.Frequency);
                _sim.Switch.Balance(_now);
                moves += Ports.Where((p, at) => p.Worker != before[at]).Count();
            }

            return moves;
        }

        public void Dispose() => _sim.Dispose();
    }
}
