using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// A rate that everything here can carry easily: every datagram must arrive, once, in order. A target that fails this forwards
/// wrongly, whatever its speed.
/// </summary>
internal sealed class IntegrityMetric : IMetric
{
    private const int Rate = 10_000;
    private const int Flows = 4;
    private const double Seconds = 0.4;
    private const int MostRounds = 3;

    public string Name => "integrity";

    public string Title => "delivered at 10,000 pps";

    public string Unit => "%";

    public bool MoreIsBetter => true;

    public int Rounds(int planned) => Math.Min(planned, MostRounds);

    public Measurement Measure(Rig rig, double seconds)
    {
        UdpRun run = UdpRun.Measure(rig, Flows, Seconds, Rate);
        run.MustBeHonest();
        List<string> wrongs = [];
        if (run.Lost > 0)
        {
            wrongs.Add($"{run.Lost} were lost");
        }

        if (run.Reordered > 0)
        {
            wrongs.Add($"{run.Reordered} were overtaken");
        }

        return wrongs.Count == 0
            ? new Measurement(100) { Details = run.Details() }
            : throw new MeasurementException($"of {run.Send.Sent} datagrams at {Rate} a second {string.Join(" and ", wrongs)}");
    }
}
