using System.Globalization;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// The rate from one port to another while the switch has been shown many addresses, and frames go to all of them in turn: what
/// a large table costs.
/// </summary>
/// <param name="addresses">Addresses at the receiving port.</param>
internal sealed class AddressesMetric(long addresses) : IMetric
{
    private const double Million = 1e6;
    private const long TeachRate = 200_000; // what is missed shows as flooded

    public string Name => $"addresses{addresses}";

    public string Title => string.Create(CultureInfo.InvariantCulture, $"64-byte frames to {addresses:N0} addresses in turn");

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    // A rig of its own, so that no table is left full for others; the third port shows what is flooded.
    public int Ports => 3;

    public bool IsLong => true;

    public int Rounds(int planned) => Math.Min(planned, 3);

    public Measurement Measure(Rig rig, double seconds)
    {
        AddressBlock block = AddressBlock.Next(addresses);
        if (block.Teach(rig, TeachRate).Arrived < addresses)
        {
            // Those that were lost could not be learned, which says nothing of the table.
            block.Teach(rig, TeachRate / 2);
        }

        RawRun run = RawRun.Measure(rig, new RawLoad
        {
            Seconds = seconds,
            Sinks = [1, 2],
            Destination = block.First,
            Destinations = addresses,
        });
        if (run.Sinks[0].Packets == 0)
        {
            throw new MeasurementException("no frame arrived");
        }

        return new Measurement(Window.Rate(run.Sinks[0].First, run.Sinks[0].BucketMs, run.Sinks[0].Buckets, run.Send.Begun, run.Send.Ended) / Million)
        {
            Details = new() { [Detail.Flooded] = 100.0 * run.Sinks[1].Packets / run.Sinks[0].Packets },
        };
    }
}
