using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Containet.Mpps.Report;
using Containet.Mpps.Targets;
using Tmds.Linux;
using Xunit;

namespace Containet.Mpps.Tests;

/// <summary>
/// On real taps: a target that forwards wrongly on purpose is caught by the measurement that can catch it, one that forwards
/// rightly passes the same, and what fails is reported as failed.
/// </summary>
[Trait("Category", "System")]
public class LiarTests
{
    private const double Seconds = 1; // of a load: its middle must not fall into a pause of a busy machine
    private static readonly Lazy<GeneratorLimits> Limits = new(GeneratorLimits.Unknown);

    public static TheoryData<string, string, string> Lies => new()
    {
        { "lose", "500", "were lost" },
        { "duplicate", "500", "arrived twice" },
        { "reorder", "500", "were overtaken" },
    };

    [SkippableTheory]
    [MemberData(nameof(Lies))]
    public void A_lie_in_five_hundred_is_caught(string lie, string every, string complaint)
    {
        Sample sample = Assert.Single(Run([Liar(lie, every)], [new IntegrityMetric()]));
        Assert.Null(sample.Value);
        Assert.Contains(complaint, sample.Failure, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Duplicates_are_caught_at_full_speed_too()
    {
        Sample sample = Assert.Single(Run([Liar("duplicate", "1000")], [new UdpMetric(8, Limits)]));
        Assert.Contains("arrived twice", sample.Failure, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Reordering_is_counted_at_full_speed()
    {
        Sample sample = Assert.Single(Run([Liar("reorder", "1000")], [new UdpMetric(1, Limits)]));
        Assert.True(sample.Value > 0, sample.Failure);
        Assert.True(sample.Details[Detail.Reordered] > 0);
    }

    [SkippableFact]
    public void The_sink_counts_late_frames()
    {
        Sample sample = Assert.Single(Run([Liar("reorder", "1000")], [new SinkMetric("sink", "native", Limits)]));
        Assert.True(sample.Value > 0, sample.Failure);
        Assert.True(sample.Details[Detail.Reordered] > 0);
    }

    [SkippableFact]
    public void The_same_forwarder_without_a_lie_passes()
    {
        IReadOnlyList<Sample> samples = Run([Liar()], [new IntegrityMetric(), new UdpMetric(1, Limits), new SinkMetric("sink", "native", Limits), new RoundTripMetric()]);
        Assert.All(samples, s => Assert.True(s.Value > 0, $"{s.Metric}: {s.Failure}"));
        Assert.All(samples.Where(s => s.Metric != "rtt"), s => Assert.Equal(0, s.Details[Detail.Reordered]));
    }

    [SkippableFact]
    public void A_target_that_dies_fails_its_rounds_and_leaves_the_others_alone()
    {
        IReadOnlyList<Sample> samples = Run([Liar("die", "1000"), new VethTarget()], [new UdpMetric(1, Limits)], rounds: 2);
        Assert.Equal(4, samples.Count);
        Assert.All(samples.Where(s => s.Target == "liar"), s => Assert.Contains("status 7", s.Failure, StringComparison.Ordinal));
        Assert.All(samples.Where(s => s.Target == "veth"), s => Assert.True(s.Value > 0, s.Failure));
    }

    [SkippableTheory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void What_fails_is_a_failure_unless_the_run_was_interrupted(bool interrupted, int failures)
    {
        using var cancel = new CancellationTokenSource();
        IReadOnlyList<Sample> samples = Run([new VethTarget()], [new Broken(interrupted ? cancel : null)], cancel: cancel.Token);
        Assert.Equal(failures, samples.Count(s => s.Failure == Broken.Reason));
    }

    [SkippableFact]
    public void A_target_that_cannot_be_set_up_is_reported_as_failed()
    {
        Sample sample = Assert.Single(Run([new ForwarderTarget("none", "", "no-such-forwarder")], [new UdpMetric(1, Limits)]));
        Assert.Null(sample.Value);
        Assert.Contains("no such forwarder", sample.Failure, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_table_shows_failures_and_what_is_missing()
    {
        var missing = new ContainetTarget("/nowhere/containet", "epoll", 1);
        ITarget liar = Liar("die", "1000");
        var metric = new UdpMetric(1, Limits);
        IReadOnlyList<Sample> samples = Run([liar], [metric]);
        var report = new BenchReport
        {
            Date = DateTimeOffset.UnixEpoch,
            Method = [],
            Machine = MachineDescription.Ask(),
            Targets = [new(liar.Name, liar.Description, null), new(missing.Name, missing.Description, missing.Missing())],
            Metrics = [new(metric.Name, metric.Title, metric.Unit, metric.MoreIsBetter, "bridge")],
            Seconds = 1,
            Summaries = Summary.Of(samples, _ => "bridge"),
            Samples = samples,
        };
        string table = TableReport.Format(report);
        Assert.Contains("! liar FAILED: its program ended with status 7", table, StringComparison.Ordinal);
        Assert.Contains("MISSING containet-epoll: /nowhere/containet is not built", table, StringComparison.Ordinal);

        string file = Path.GetTempFileName();
        report.Write(file);
        Assert.Equal(table, TableReport.Format(BenchReport.Read(file)));
        File.Delete(file);
    }

    private static ForwarderTarget Liar(params string[] lies) =>
        new("liar", "", "liar", [.. lies.Chunk(2).SelectMany(l => new[] { $"--{l[0]}", l[1] })]);

    private static IReadOnlyList<Sample> Run(ITarget[] targets, IMetric[] metrics, int rounds = 1, CancellationToken cancel = default)
    {
        Skip.If(LibC.geteuid() != 0, "needs root: taps and network namespaces");
        Skip.IfNot(File.Exists("/dev/net/tun"), "needs /dev/net/tun");
        return new RoundRunner(new Plan(targets, metrics, rounds, Seconds), new Silence()).Run(cancel);
    }

    // Fails, and before that interrupts the run if it is to: as a terminal does, whose interrupt reaches the load programs too.
    private sealed class Broken(CancellationTokenSource? interrupt) : IMetric
    {
        public const string Reason = "broken on purpose";

        public string Name => "broken";

        public string Title => Name;

        public string Unit => "";

        public bool MoreIsBetter => true;

        public Measurement Measure(Rig rig, double seconds)
        {
            interrupt?.Cancel();
            throw new MeasurementException(Reason);
        }
    }

    private sealed class Silence : IProgressSink
    {
        public void Begin(int done, int steps, string what)
        {
        }

        public void End(Sample sample, string unit)
        {
        }
    }
}
