namespace Containet.Simulated;

/// <summary>A scenario's rounds, summed up.</summary>
/// <param name="Name">The scenario.</param>
/// <param name="Workers">Worker threads.</param>
/// <param name="Ports">Ports, without the sender of a flood.</param>
/// <param name="Addresses">Stations known.</param>
/// <param name="Mpps">Millions of frames read a second, all workers together: the median.</param>
/// <param name="MinMpps">The worst round.</param>
/// <param name="MaxMpps">The best round.</param>
/// <param name="DeliveredMpps">Millions of deliveries written a second: more than read where frames are flooded.</param>
/// <param name="MppsPerWorker">Deliveries a second for each worker.</param>
/// <param name="AllocatedBytesPerFrame">Must be 0.</param>
/// <param name="Failures">Wrong headers and drops over all rounds: must be 0.</param>
internal sealed record Result(
    string Name,
    int Workers,
    int Ports,
    int Addresses,
    double Mpps,
    double MinMpps,
    double MaxMpps,
    double DeliveredMpps,
    double MppsPerWorker,
    double AllocatedBytesPerFrame,
    long Failures)
{
    /// <summary>Sums up.</summary>
    public static Result Of(Scenario scenario, IReadOnlyList<Round> rounds)
    {
        double[] read = [.. rounds.Select(r => r.ReadRate / 1e6).Order()];
        double delivered = Median([.. rounds.Select(r => r.WrittenRate / 1e6).Order()]);
        return new Result(
            scenario.Name,
            scenario.Workers,
            scenario.Ports,
            scenario.Addresses,
            Median(read),
            read[0],
            read[^1],
            delivered,
            delivered / scenario.Workers,
            rounds.Sum(r => (double)r.Allocated) / rounds.Sum(r => r.Frames),
            rounds.Sum(r => r.Failures));
    }

    private static double Median(double[] sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
