using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Throughput as RFC 2544 (26.1) means it: the highest rate of frames of 64 bytes at which none is lost, by a search that halves
/// the interval. A trial lasts half a second rather than the RFC's minute; one that loses is tried once more, since on a machine
/// that does other things a loss may not be the switch's.
/// </summary>
internal sealed class ZeroLossMetric : IMetric
{
    private const double TrialSeconds = 0.5;
    private const double Resolution = 0.04;
    private const double Million = 1e6;
    private const long Slowest = 10_000;

    public string Name => "zeroloss";

    public string Title => "64-byte frames without loss (RFC 2544)";

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    public bool IsLong => true;

    public int Rounds(int planned) => Math.Min(planned, 2);

    public Measurement Measure(Rig rig, double seconds)
    {
        // No rate above what arrives at full load can be free of loss.
        RawRun full = RawRun.Measure(rig, new RawLoad { Seconds = TrialSeconds });
        full.MustBeHonest();
        long high = (long)(full.Offered / ((full.Send.Ended - full.Send.Begun) / 1e9));
        if (full.Arrived == full.Offered)
        {
            return new Measurement(full.Rate() / Million) { Notes = ["nothing was lost at full load: the generator was the limit"] };
        }

        double best = Passes(rig, Slowest);
        if (best == 0)
        {
            throw new MeasurementException($"frames are lost at {Slowest} a second");
        }

        long low = Slowest;
        while (high - low > high * Resolution)
        {
            long middle = (low + high) / 2;
            double rate = Passes(rig, middle);
            if (rate > 0)
            {
                low = middle;
                best = rate;
            }
            else
            {
                high = middle;
            }
        }

        return new Measurement(best / Million);
    }

    // The rate that was in fact sent, where all of it arrived; else 0.
    private static double Passes(Rig rig, long rate)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            RawRun run = RawRun.Measure(rig, new RawLoad { Seconds = TrialSeconds, Rate = rate });
            if (run.Arrived == run.Offered)
            {
                return run.Offered / ((run.Send.Ended - run.Send.Begun) / 1e9);
            }
        }

        return 0;
    }
}
