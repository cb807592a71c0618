using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>Broadcast forwarding (RFC 2889, 5.6): frames to everybody from one port, and how many copies arrive at the others.</summary>
internal sealed class BroadcastMetric : IMetric
{
    private const double Million = 1e6;

    public string Name => "broadcast";

    public string Title => $"broadcast to {Ports - 1} ports, copies";

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    public int Ports => 8;

    public bool IsLong => true;

    public int Rounds(int planned) => Math.Min(planned, 3);

    public Measurement Measure(Rig rig, double seconds)
    {
        int[] others = [.. Enumerable.Range(1, Ports - 1)];
        RawRun run = RawRun.Measure(rig, new RawLoad { Sinks = others, Destination = MacNumber.Broadcast, Seconds = seconds });
        run.MustBeHonest();
        if (run.Sinks.Any(s => s.Packets == 0))
        {
            throw new MeasurementException("a port got nothing");
        }

        return new Measurement(run.Rate() / Million)
        {
            Details = new()
            {
                [Detail.Loss] = 100.0 * ((run.Offered * others.Length) - run.Arrived) / (run.Offered * others.Length),
                [Detail.Reordered] = run.Late,
                [Detail.CpuPerMillion] = run.BusySeconds / (run.Arrived / Million),
            },
        };
    }
}
