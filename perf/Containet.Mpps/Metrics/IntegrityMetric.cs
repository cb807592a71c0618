using System.Globalization;
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

    public string Name => "integrity";

    public string Title => "delivered at 10,000 pps";

    public string Unit => "%";

    public bool MoreIsBetter => true;

    public Measurement Measure(Rig rig, double seconds)
    {
        UdpRun run = UdpRun.Measure(rig, Flows, Seconds, Rate);
        run.MustBeHonest();
        if (run.Lost > 0)
        {
            throw new MeasurementException(string.Create(
                CultureInfo.InvariantCulture, $"{run.Lost} of {run.Send.Sent} datagrams were lost at {Rate} a second"));
        }

        return run.Reordered > 0
            ? throw new MeasurementException(string.Create(
                CultureInfo.InvariantCulture, $"{run.Reordered} of {run.Send.Sent} datagrams were overtaken at {Rate} a second"))
            : new Measurement(100) { Details = run.Details() };
    }
}
