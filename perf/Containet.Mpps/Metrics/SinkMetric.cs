using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Frames of 64 bytes from a raw generator at one port that arrive at the other's interface, where they are dropped at once:
/// the switch without the receiving stack.
/// <para>
/// Where the XDP program is run matters, and not alike for all: in a tap's driver it sees a frame before there is an skb, in a
/// veth's after the skb has been turned into what XDP wants. So there are two of these, the other of which runs it at the stack's
/// entry for all.
/// </para>
/// </summary>
/// <param name="name">The metric's name.</param>
/// <param name="how">How the sink counts: <c>native</c>, <c>generic</c>, <c>packet</c>.</param>
/// <param name="limits">What the generator can do.</param>
internal sealed class SinkMetric(string name, string how, Lazy<GeneratorLimits> limits) : IMetric
{
    private const double Million = 1e6;

    public string Name => name;

    public string Title => $"64-byte frames into a sink{(how == "generic" ? " at the stack's entry" : "")}";

    public string Unit => "Mpps";

    public bool MoreIsBetter => true;

    public Measurement Measure(Rig rig, double seconds)
    {
        RawRun run = RawRun.Measure(rig, new RawLoad { How = how, Seconds = seconds });
        run.MustBeHonest();
        double rate = run.Rate();
        var result = new Measurement(rate / Million)
        {
            Details = new()
            {
                [Detail.Sent] = run.Send.Sent,
                [Detail.Received] = run.Arrived,
                [Detail.Loss] = run.LossPercent,
                [Detail.Reordered] = run.Late,
                [Detail.Carried] = run.Carried,
                [Detail.SenderBusy] = run.Send.CpuSeconds / ((run.Send.Ended - run.Send.Begun) / 1e9),
                [Detail.CpuPerMillion] = run.BusySeconds / (run.Arrived / Million),
            },
            Notes = { run.Sinks[0].How },
        };
        if (limits.Value.OfFrames(rate) is { } limit)
        {
            result.Notes.Add(limit);
        }

        return result.WithMemoryOf(rig).WithSenderAsLimit(rig, run.Offered - run.Arrived, run.Arrived);
    }
}
