using System.Globalization;
using Containet.Mpps.Loads;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>One run of the datagram programs over a rig, and what came of it.</summary>
/// <param name="Send">What the sender says.</param>
/// <param name="Receive">What the receiver says.</param>
/// <param name="BusySeconds">Processor seconds of the whole machine from the first datagram to the last.</param>
/// <param name="LostAtSocket">Datagrams that reached the receiver's socket and found it full.</param>
internal sealed record UdpRun(SendResult Send, ReceiveResult Receive, double BusySeconds, long LostAtSocket)
{
    private const int Port = 7000;
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Datagrams that arrived, each counted once.</summary>
    public long Unique => Receive.Flows.Sum(f => f.Unique);

    /// <summary>Datagrams that did not arrive.</summary>
    public long Lost => Send.Sent + Send.Refused - Unique - TooLate;

    /// <summary>Second copies.</summary>
    public long Duplicated => Receive.Flows.Sum(f => f.Duplicated);

    /// <summary>Datagrams overtaken by a later one.</summary>
    public long Reordered => Receive.Flows.Sum(f => f.Reordered) + TooLate;

    private long TooLate => Receive.Flows.Sum(f => f.TooLate);

    /// <summary>Runs a sender at port 0 and a receiver at port 1.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="flows">Flows in turn.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="rate">Datagrams a second; 0 for as many as will go.</param>
    /// <exception cref="Kernel.ProgramException">One of the programs failed.</exception>
    public static UdpRun Measure(Rig rig, int flows, double seconds, long rate)
    {
        string run = $"{RunNumber.Next()}";
        string to = $"{(flows == 1 ? Station.Address(1) : Station.FlowAddress)}";
        using var receiver = new LoadProcess(rig.Ports[1], "udp-recv", "--port", $"{Port}", "--flows", $"{flows}", "--run", run);
        using var sender = new LoadProcess(
            rig.Ports[0], "udp-send", "--to", to, "--port", $"{Port}", "--flows", $"{flows}", "--run", run,
            "--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--rate", $"{rate}");
        long full = Machine.SocketOverflows(rig.Ports[1]);
        double busy = Machine.BusySeconds();
        sender.Go();
        SendResult sent = sender.Result(LoadJson.Default.SendResult, TimeSpan.FromSeconds(seconds) + Patience);
        busy = Machine.BusySeconds() - busy;
        Thread.Sleep(Drain);
        receiver.Stop();
        ReceiveResult received = receiver.Result(LoadJson.Default.ReceiveResult, Patience);
        return new UdpRun(sent, received, busy, Machine.SocketOverflows(rig.Ports[1]) - full);
    }

    /// <summary>Arrivals per second over the middle of the run.</summary>
    public double Rate() => Window.Rate(Receive.First, Receive.BucketMs, Receive.Buckets, Send.Begun, Send.Ended);

    /// <summary>Refuses what no switch may do.</summary>
    /// <exception cref="MeasurementException">Nothing arrived, or more than was sent, or twice, or damaged.</exception>
    public void MustBeHonest()
    {
        if (Unique == 0)
        {
            throw new MeasurementException($"of {Send.Sent} datagrams none arrived");
        }

        if (Duplicated > 0)
        {
            throw new MeasurementException($"{Duplicated} datagrams arrived twice");
        }

        if (Lost < 0)
        {
            throw new MeasurementException($"{Unique} datagrams arrived of {Send.Sent} that were sent");
        }

        if (Receive.Alien > 0)
        {
            throw new MeasurementException($"{Receive.Alien} datagrams arrived damaged, or were not this run's");
        }
    }

    /// <summary>What is worth keeping beside a rate.</summary>
    public Dictionary<string, double> Details()
    {
        double seconds = (Send.Ended - Send.Begun) / 1e9;
        return new()
        {
            [Detail.Sent] = Send.Sent,
            [Detail.Received] = Unique,
            [Detail.Loss] = 100.0 * Lost / Math.Max(1, Send.Sent + Send.Refused),
            [Detail.LostAtSocket] = LostAtSocket,
            [Detail.Reordered] = Reordered,
            [Detail.Duplicated] = Duplicated,
            [Detail.SenderBusy] = Send.CpuSeconds / seconds,
            [Detail.ReceiverBusy] = Receive.CpuSeconds / seconds,
        };
    }
}
