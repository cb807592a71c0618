using System.Globalization;
using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>64 bytes to and fro over one TCP connection: the median, in microseconds.</summary>
internal sealed class RoundTripMetric : IMetric
{
    private const int Port = 7002;
    private const int Fewest = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "rtt";

    public string Title => "TCP round trip, 64 B, median";

    public string Unit => "µs";

    public bool MoreIsBetter => false;

    public Measurement Measure(Rig rig, double seconds)
    {
        seconds /= 2; // Twenty thousand trips a second settle sooner than rates do.
        using var server = new LoadProcess(rig.Ports[1], "rtt-server", "--port", $"{Port}");
        using var client = new LoadProcess(
            rig.Ports[0], "rtt-client", "--to", $"{Station.Address(1)}", "--port", $"{Port}",
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture));
        client.Go();
        RoundTripResult result = client.Result(LoadJson.Default.RoundTripResult, TimeSpan.FromSeconds(seconds) + Patience);
        return result.Count < Fewest
            ? throw new MeasurementException($"only {result.Count} round trips in {seconds:0.#} s")
            : new Measurement(result.Median) { Details = new() { [Detail.P99] = result.P99, [Detail.P999] = result.P999 } };
    }
}
