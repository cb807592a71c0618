using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Address learning rate (RFC 2889, 5.8): the highest rate at which a block of new addresses, a frame each, is learned without
/// one being missed. Rates twice as high each are tried, and at last as many as will go.
/// </summary>
internal sealed class LearningMetric : IMetric
{
    private const long Addresses = 4096;
    private const long Slowest = 25_000;
    private const long Fastest = 800_000;
    private const double Million = 1e6;

    public string Name => "learning";

    public string Title => $"addresses learned a second, of {Addresses}";

    public string Unit => "M/s";

    public bool MoreIsBetter => true;

    public int Ports => 3;

    public bool IsLong => true;

    public int Rounds(int planned) => Math.Min(planned, 2);

    public Measurement Measure(Rig rig, double seconds)
    {
        double learned = 0;
        foreach (long rate in Rates())
        {
            AddressBlock block = AddressBlock.Next(Addresses);
            RawRun taught = block.Teach(rig, rate);
            if (block.CountUnknown(rig) > 0)
            {
                break;
            }

            learned = Addresses / ((taught.Send.Ended - taught.Send.Begun) / 1e9);
        }

        return learned == 0
            ? throw new MeasurementException($"not even at {Slowest} a second were all of {Addresses} addresses learned")
            : new Measurement(learned / Million);
    }

    private static IEnumerable<long> Rates()
    {
        for (long rate = Slowest; rate <= Fastest; rate *= 2)
        {
            yield return rate;
        }

        yield return 0;
    }
}
