using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// The rate from one port to another while others are attached, whose stations are known and silent: what a switch pays for
/// being large.
/// </summary>
/// <param name="ports">Ports in all.</param>
internal sealed class PortsMetric(int ports) : IMetric
{
    private const double Million = 1e6;

    public string Name => $"ports{ports}";

    public string Title => $"64-byte frames between two of {ports} ports";

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    public int Ports => ports;

    public bool IsLong => true;

    public int Rounds(int planned) => Math.Min(planned, 3);

    public Measurement Measure(Rig rig, double seconds)
    {
        for (int p = 2; p < ports; p++)
        {
            Station.Announce(rig.Ports[p], p);
        }

        RawRun run = RawRun.Measure(rig, new RawLoad { Seconds = seconds });
        run.MustBeHonest();
        var result = new Measurement(run.Rate() / Million)
        {
            Details = new() { [Detail.Loss] = run.LossPercent, [Detail.Reordered] = run.Late },
        };
        return result.WithMemoryOf(rig);
    }
}
