using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Datagrams of 18 bytes from a program at one port to a program at the other, as many as will go: millions a second that
/// arrive, each counted once.
/// </summary>
/// <param name="flows">Flows, one datagram of each in turn.</param>
internal sealed class UdpMetric(int flows) : IMetric
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
        if (Machine.ResidentMegabytes(rig.Programs) is { } resident)
        {
            result.Details[Detail.Resident] = resident;
        }

        if (run.Lost < run.Send.Sent * UdpRun.NothingLost)
        {
            result.Notes.Add("nothing was lost: the sender is the limit");
        }

        return result;
    }
}
