using System.Globalization;
using Containet.Mpps.Loads;
using Containet.Mpps.Method;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// 64 bytes to and fro over one TCP connection: the median, in microseconds, and of several pairs of programs the middle one. It
/// matters most whether the scheduler has both programs on one core, which is settled when they start: tens of thousands of trips
/// of one pair say no more than some thousand.
/// </summary>
internal sealed class RoundTripMetric : IMetric
{
    private const int Port = 7002;
    private const int Fewest = 100;
    private const int Pairs = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "rtt";

    public string Title => "TCP round trip, 64 B, median";

    public string Unit => "µs";

    public bool MoreIsBetter => false;

    public Measurement Measure(Rig rig, double seconds)
    {
        RoundTripResult[] pairs = [.. Enumerable.Range(0, Pairs).Select(_ => Ask(rig, seconds / (2 * Pairs)))];
        double middle(Func<RoundTripResult, double> which) => Statistics.Median([.. pairs.Select(which)]);
        return new Measurement(middle(p => p.Median))
        {
            Details = new() { [Detail.P99] = middle(p => p.P99), [Detail.P999] = middle(p => p.P999) },
        };
    }

    private static RoundTripResult Ask(Rig rig, double seconds)
    {
        using var server = new LoadProcess(rig.Ports[1], "rtt-server", "--port", $"{Port}");
        using var client = new LoadProcess(
            rig.Ports[0], "rtt-client", "--to", $"{Station.Address(1)}", "--port", $"{Port}",
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture));
        client.Go();
        RoundTripResult result = client.Result(LoadJson.Default.RoundTripResult, TimeSpan.FromSeconds(seconds) + Patience);
        return result.Count < Fewest ? throw new MeasurementException($"only {result.Count} round trips in {seconds:0.##} s") : result;
    }
}
