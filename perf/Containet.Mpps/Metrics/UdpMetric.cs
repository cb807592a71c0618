using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Datagrams of 18 bytes from a program at one port to a program at the other, as many as will go: millions a second that
/// arrive, each counted once.
/// </summary>
/// <param name="flows">Flows, one datagram of each in turn.</param>
/// <param name="limits">What the generator can do.</param>
internal sealed class UdpMetric(int flows, Lazy<GeneratorLimits> limits) : IMetric
{
    private const double Million = 1e6;

    public string Name => $"udp{flows}";

    public string Title => flows == 1 ? "UDP 18 B, 1 flow" : $"UDP 18 B, {flows} flows in turn";

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    public Measurement Measure(Rig rig, double seconds)
    {
        UdpRun run = UdpRun.Measure(rig, flows, seconds, rate: 0);
        run.MustBeHonest();
        double rate = run.Rate();
        var result = new Measurement(rate / Million) { Details = run.Details() };
        result.Details[Detail.CpuPerMillion] = run.BusySeconds / (run.Unique / Million);
        if (limits.Value.OfDatagrams(rate) is { } limit)
        {
            result.Notes.Add(limit);
        }

        if (run.LostAtSocket > run.Lost / 2 && run.Lost > run.Unique / 10)
        {
            result.Notes.Add("most of what was lost was lost at the receiver's socket: the receiver may be the limit");
        }

        return result.WithMemoryOf(rig).WithSenderAsLimit(rig, run.Lost, run.Unique);
    }
}
