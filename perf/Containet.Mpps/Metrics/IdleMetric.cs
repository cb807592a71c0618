using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>What the switch's programs burn when there is nothing to do: per cent of one core.</summary>
internal sealed class IdleMetric : IMetric
{
    private const int MostRounds = 3;
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(500);

    public string Name => "idle";

    public string Title => "processor time when idle";

    public string Unit => "% of a core";

    public bool MoreIsBetter => false;

    public int Rounds(int planned) => Math.Min(planned, MostRounds);

    public Measurement Measure(Rig rig, double seconds)
    {
        if (rig.Programs.Count == 0)
        {
            throw new NotMeasurableException("it has no program");
        }

        double before = Machine.CpuSeconds(rig.Programs);
        Thread.Sleep(Length);
        double burnt = Machine.CpuSeconds(rig.Programs) - before;
        return new Measurement(100 * burnt / Length.TotalSeconds).WithMemoryOf(rig);
    }
}
