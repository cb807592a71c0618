using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Containet.Mpps.Kernel;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>TCP by iperf3: what the receiving side got, in Gbit/s of payload.</summary>
/// <param name="streams">Streams at once.</param>
/// <param name="reverse">From port 1 to port 0 instead of the other way.</param>
internal sealed class TcpMetric(int streams, bool reverse) : IMetric
{
    private const double Giga = 1e9;
    private const string ListenState = "0A";
    private const string ServerPort = "1451"; // 5201, as /proc/net/tcp writes it
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Name => $"tcp{streams}{(reverse ? "r" : "")}";

    public string Title => $"TCP, {streams} stream{(streams == 1 ? "" : "s")}{(reverse ? ", reverse" : "")}";

    public string Unit => "Gbit/s";

    public bool MoreIsBetter => true;

    public Measurement Measure(Rig rig, double seconds)
    {
        if (Programs.Find("iperf3") is null)
        {
            throw new NotMeasurableException("iperf3 is not installed (Debian: iperf3)");
        }

        Process server = rig.Ports[1].Start("iperf3", "-s", "-1", "-J");
        try
        {
            if (!Wait.Until(() => server.HasExited || Listens(rig.Ports[1]), Patience) || server.HasExited)
            {
                throw new MeasurementException("iperf3 -s does not listen");
            }

            int time = (int)Math.Ceiling(seconds);
            double busy = Machine.BusySeconds();
            string[] direction = reverse ? ["-R"] : [];
            using Process client = rig.Ports[0].Start(
                "iperf3", ["-c", $"{Station.Address(1)}", "-t", $"{time}", "-P", $"{streams}", "-i", "0", "-J", .. direction]);
            string said = Programs.Finish(client, "iperf3", input: null, TimeSpan.FromSeconds(time) + Patience);
            busy = Machine.BusySeconds() - busy;
            return Parse(said, busy, rig);
        }
        finally
        {
            Programs.End(server);
        }
    }

    private static Measurement Parse(string said, double busy, Rig rig)
    {
        try
        {
            using JsonDocument report = JsonDocument.Parse(said);
            if (report.RootElement.TryGetProperty("error", out JsonElement error))
            {
                throw new MeasurementException($"iperf3: {error}");
            }

            JsonElement end = report.RootElement.GetProperty("end");
            JsonElement received = end.GetProperty("sum_received");
            double bytes = received.GetProperty("bytes").GetDouble();
            if (bytes == 0)
            {
                throw new MeasurementException("iperf3: no byte arrived");
            }

            var result = new Measurement(received.GetProperty("bits_per_second").GetDouble() / Giga)
            {
                Details = new()
                {
                    [Detail.CpuPerGigabyte] = busy / (bytes / Giga),
                    [Detail.Retransmits] = end.GetProperty("sum_sent").GetProperty("retransmits").GetDouble(),
                },
            };
            if (Machine.ResidentMegabytes(rig.Programs) is { } resident)
            {
                result.Details[Detail.Resident] = resident;
            }

            return result;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MeasurementException($"iperf3's report is not understood: {e.Message}");
        }
    }

    private static bool Listens(NetNamespace where) =>
        where.Get(() => new[] { "tcp", "tcp6" }.Any(f => File.ReadLines($"/proc/thread-self/net/{f}").Skip(1).Any(IsServer)));

    private static bool IsServer(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields[1].EndsWith($":{ServerPort}", true, CultureInfo.InvariantCulture) && fields[3] == ListenState;
    }
}
