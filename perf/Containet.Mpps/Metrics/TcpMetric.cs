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
    private const double WholeCore = 95; // per cent
    private const string ListenState = "0A";
    private const string ServerPort = "1451"; // 5201, as /proc/net/tcp writes it
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public string Name => $"tcp{streams}{(reverse ? "r" : "")}";

    public string Title => $"TCP, {streams} stream{(streams == 1 ? "" : "s")}{(reverse ? ", reverse" : "")}";

    public string Unit => "Gbit/s";

    public bool MoreIsBetter => true;

    // iperf3 counts in whole seconds, which takes longer than the rest, and varies less.
    public int Rounds(int planned) => Math.Max(1, planned * 3 / 4);

    public Measurement Measure(Rig rig, double seconds)
    {
        if (Programs.Find("iperf3") is null)
        {
            throw new NotMeasurableException("iperf3 is not installed (Debian: iperf3)");
        }

        Process server = rig.Ports[1].Start(Tied.Program, Tied.Arguments("iperf3", ["-s", "-1", "-J"]));
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

    private Measurement Parse(string said, double busy, Rig rig)
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
                    [Detail.SenderBusy] = Busy(end, reverse ? "remote_total" : "host_total") / 100,
                    [Detail.ReceiverBusy] = Busy(end, reverse ? "host_total" : "remote_total") / 100,
                    [Detail.Retransmits] = end.GetProperty("sum_sent").GetProperty("retransmits").GetDouble(),
                },
            };
            if (Math.Max(result.Details[Detail.SenderBusy], result.Details[Detail.ReceiverBusy]) * 100 > WholeCore)
            {
                // What the kernel does in its time counts as its own, as a bridge's work does.
                result.Notes.Add("iperf3, one thread at each end, used a whole core: it may be the limit");
            }

            return result.WithMemoryOf(rig);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MeasurementException($"iperf3's report is not understood: {e.Message}");
        }
    }

    private static double Busy(JsonElement end, string side) => end.GetProperty("cpu_utilization_percent").GetProperty(side).GetDouble();

    private static bool Listens(NetNamespace where) =>
        where.Get(() => new[] { "tcp", "tcp6" }.Any(f => File.ReadLines($"/proc/thread-self/net/{f}").Skip(1).Any(IsServer)));

    private static bool IsServer(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields[1].EndsWith($":{ServerPort}", true, CultureInfo.InvariantCulture) && fields[3] == ListenState;
    }
}
