using System.Globalization;
using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>One run of the raw generator, and what its sinks counted.</summary>
/// <param name="Send">What the generator says.</param>
/// <param name="Sinks">What each sink says.</param>
/// <param name="BusySeconds">Processor seconds of the whole machine from the first frame to the last.</param>
internal sealed record RawRun(SendResult Send, IReadOnlyList<SinkResult> Sinks, double BusySeconds)
{
    private const int Port = 7001;
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Frames that the generator made; of these the kernel may have refused some.</summary>
    public long Offered => Send.Sent + Send.Refused;

    /// <summary>Frames that arrived, at all sinks.</summary>
    public long Arrived => Sinks.Sum(s => s.Packets);

    /// <summary>Packets in a frame that arrived, in the mean: more than 1 where the switch coalesced.</summary>
    public double Carried => (double)Arrived / Math.Max(1, Sinks.Sum(s => s.Frames));

    /// <summary>Frames that a later one had overtaken, or that came again.</summary>
    public long Late => Sinks.Sum(s => s.Late);

    /// <summary>Per cent of what was offered that did not arrive; of one sink.</summary>
    public double LossPercent => 100.0 * (Offered - Arrived) / Math.Max(1, Offered);

    /// <summary>Measures.</summary>
    /// <exception cref="Kernel.ProgramException">One of the programs failed.</exception>
    public static RawRun Measure(Rig rig, RawLoad load)
    {
        var sinks = new List<LoadProcess>();
        try
        {
            foreach (int sink in load.Sinks)
            {
                sinks.Add(new LoadProcess(rig.Ports[sink], "sink", "--interface", Station.Interface, "--port", $"{Port}", "--how", load.How));
            }

            using var sender = new LoadProcess(
                rig.Ports[load.From], "raw-send", "--interface", Station.Interface, "--port", $"{Port}", "--run", $"{RunNumber.Next()}",
                "--source", MacNumber.Format(load.Source ?? MacNumber.OfPort(load.From)), "--sources", $"{load.Sources}",
                "--destination", MacNumber.Format(load.Destination), "--destinations", $"{load.Destinations}",
                "--from", $"{Station.Address(load.From)}", "--to", $"{Station.Address(1)}",
                "--seconds", load.Seconds.ToString(CultureInfo.InvariantCulture), "--rate", $"{load.Rate}",
                "--count", $"{load.Count ?? long.MaxValue}");
            double busy = Machine.BusySeconds();
            sender.Go();
            SendResult sent = sender.Result(LoadJson.Default.SendResult, TimeSpan.FromSeconds(load.Seconds) + Patience);
            busy = Machine.BusySeconds() - busy;
            Thread.Sleep(Drain);
            sinks.ForEach(s => s.Stop());
            return new RawRun(sent, [.. sinks.Select(s => s.Result(LoadJson.Default.SinkResult, Patience))], busy);
        }
        finally
        {
            sinks.ForEach(s => s.Dispose());
        }
    }

    /// <summary>Arrivals per second over the middle of the run, at all sinks together.</summary>
    public double Rate() => Sinks.Where(s => s.Packets > 0).Sum(s => Window.Rate(s.First, s.BucketMs, s.Buckets, Send.Begun, Send.Ended));

    /// <summary>Refuses what no switch may do.</summary>
    /// <exception cref="MeasurementException">Nothing arrived, or at one sink more than was sent.</exception>
    public void MustBeHonest()
    {
        if (Arrived == 0)
        {
            throw new MeasurementException($"of {Offered} frames none arrived");
        }

        if (Sinks.FirstOrDefault(s => s.Packets > Offered) is { } liar)
        {
            throw new MeasurementException($"{liar.Packets} frames arrived of {Offered} that were sent");
        }
    }
}
