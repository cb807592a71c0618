using System.Globalization;
using System.Numerics;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Workers;
using Containet.Linux;

namespace Containet.Simulated;

/// <summary>
/// Runs one scenario once: makes the switch, teaches it the stations, warms up, measures.
/// <para>
/// On a machine that others use, run the program under <c>chrt -r 60</c>. On the JIT it must be more than 50: under a
/// real-time policy the runtime gives new threads priority 50, and workers above the main thread would never let it end the round.
/// </para>
/// </summary>
internal static class Runner
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    /// <summary>Measures.</summary>
    /// <param name="scenario">What.</param>
    /// <param name="duration">For how long.</param>
    public static Round Run(Scenario scenario, TimeSpan duration)
    {
        var gate = new Gate();
        EngineMeter[] meters = [.. Enumerable.Range(0, scenario.Workers).Select(_ => new EngineMeter())];
        using var sut = new Switch(
            new SwitchOptions
            {
                Workers = scenario.Workers,
                Frames = WorkerLimits.RingSlots,
                MacSlots = Math.Max(SwitchLimits.MacSlots, (int)BitOperations.RoundUpToPowerOf2((uint)scenario.Addresses * 2)),
            },
            (fabric, index) => new Worker<SimulatedEngine>(
                fabric, index, new SimulatedEngine(scenario, gate, meters[index], fabric, index), new IdleSpin(Poll, adapts: false)));
        IReadOnlyList<int> cores = CpuAffinity.Allowed();
        foreach (Worker worker in sut.Workers)
        {
            worker.Start(cores.Count >= scenario.Workers ? cores[worker.Index] : -1);
        }

        Populate(sut, scenario);
        Flow(sut, gate, meters, WarmUp);
        Flow(sut, gate, meters, duration);
        return new Round(
            meters.Sum(m => m.Read / m.Seconds),
            meters.Sum(m => m.Written / m.Seconds),
            meters.Sum(m => m.Allocated),
            meters.Sum(m => m.Read),
            meters.Sum(m => m.Wrong) + Drops(sut));
    }

    private static void Populate(Switch sut, Scenario scenario)
    {
        int ports = scenario.Ports + (scenario.Flood ? 1 : 0);
        var added = new Port[ports];
        for (int p = 0; p < ports; p++)
        {
            added[p] = sut.AddPort(new PortSpec(p.ToString(CultureInfo.InvariantCulture), "eth0") { Worker = p % scenario.Workers });
        }

        MacTable table = sut.Networks[0].Table;
        for (uint n = 0; n < scenario.Addresses; n++)
        {
            table.Learn(Stations.Address(n), added[n % scenario.Ports].Number);
        }
    }

    private static void Flow(Switch sut, Gate gate, EngineMeter[] meters, TimeSpan duration)
    {
        Turn(sut, gate);
        Thread.Sleep(duration);
        Turn(sut, gate);
        while (!meters.All(m => m.IsDone))
        {
            Thread.Sleep(1);
        }
    }

    private static void Turn(Switch sut, Gate gate)
    {
        gate.Next();
        foreach (Worker worker in sut.Workers)
        {
            sut.Fabric.Doorbell(worker.Index).Ring();
        }
    }

    private static long Drops(Switch sut) =>
        sut.Ports.Sum(p => p.Counters.AllDrops)
        + sut.Workers.Sum(w => Enum.GetValues<DropReason>().Sum(w.Counters.Drops));
}
