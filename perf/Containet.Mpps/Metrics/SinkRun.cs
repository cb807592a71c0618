using System.Globalization;
using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>One run of the raw generator at port 0 into the sink at port 1.</summary>
/// <param name="Send">What the generator says.</param>
/// <param name="Sink">What the sink says.</param>
/// <param name="BusySeconds">Processor seconds of the whole machine from the first frame to the last.</param>
internal sealed record SinkRun(SendResult Send, SinkResult Sink, double BusySeconds)
{
    private const int Port = 7001;
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Per cent of the frames sent that did not arrive.</summary>
    public double LossPercent => 100.0 * (Send.Sent + Send.Refused - Sink.Packets) / Math.Max(1, Send.Sent + Send.Refused);

    /// <summary>Measures.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="how">How the sink counts.</param>
    /// <param name="seconds">How long at most.</param>
    /// <param name="rate">Frames a second; 0 for as many as will go.</param>
    /// <param name="count">Frames in all; null for as many as the time allows.</param>
    /// <exception cref="Kernel.ProgramException">One of the programs failed.</exception>
    public static SinkRun Measure(Rig rig, string how, double seconds, long rate, long? count)
    {
        using var sink = new LoadProcess(rig.Ports[1], "sink", "--interface", Station.Interface, "--port", $"{Port}", "--how", how);
        using var sender = new LoadProcess(
            rig.Ports[0], "raw-send", "--interface", Station.Interface, "--port", $"{Port}", "--run", $"{RunNumber.Next()}",
            "--source", Station.Mac(0), "--destination", Station.Mac(1),
            "--from", $"{Station.Address(0)}", "--to", $"{Station.Address(1)}",
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--rate", $"{rate}", "--count", $"{count ?? long.MaxValue}");
        double busy = Machine.BusySeconds();
        sender.Go();
        SendResult sent = sender.Result(LoadJson.Default.SendResult, TimeSpan.FromSeconds(seconds) + Patience);
        busy = Machine.BusySeconds() - busy;
        Thread.Sleep(Drain);
        sink.Stop();
        return new SinkRun(sent, sink.Result(LoadJson.Default.SinkResult, Patience), busy);
    }

    /// <summary>Arrivals per second over the middle of the run.</summary>
    public double Rate() => Window.Rate(Sink.First, Sink.BucketMs, Sink.Buckets, Send.Begun, Send.Ended);

    /// <summary>Refuses what no switch may do.</summary>
    /// <exception cref="MeasurementException">Nothing arrived, or more than was sent.</exception>
    public void MustBeHonest()
    {
        if (Sink.Packets == 0)
        {
            throw new MeasurementException($"of {Send.Sent} frames none arrived");
        }

        if (Sink.Packets > Send.Sent + Send.Refused)
        {
            throw new MeasurementException($"{Sink.Packets} frames arrived of {Send.Sent} that were sent");
        }
    }
}
