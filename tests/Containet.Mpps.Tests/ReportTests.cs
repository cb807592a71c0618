using System.Xml.Linq;
using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Containet.Mpps.Report;
using Xunit;

namespace Containet.Mpps.Tests;

/// <summary>What people and programs get to see of a run.</summary>
public class ReportTests
{
    [Fact]
    public void Every_plot_is_well_formed_and_has_every_target()
    {
        BenchReport report = Report(("a<b", "m", 2), ("bridge", "m", 1), ("a<b", "ports2", 2), ("bridge", "ports2", 1), ("a<b", "ports10", 2), ("bridge", "ports10", 1));
        using var folder = new Targets.WorkFolder();
        IReadOnlyList<string> files = Plots.Write(report, folder.Path);
        Assert.Equal(["m.svg", "ports.svg"], files.Select(Path.GetFileName));
        Assert.All(files, f =>
        {
            string[] texts = [.. XDocument.Load(f).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
            Assert.Contains("a<b", texts);
            Assert.Contains("bridge", texts);
        });
    }

    [Fact]
    public void A_metric_that_failed_everywhere_has_no_plot()
    {
        BenchReport report = Report(("bridge", "m", null));
        Assert.Null(BarPlot.Draw(report, report.Metrics[0]));
        Assert.Contains("! bridge FAILED: broken", TableReport.Format(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.12345, "0.123")]
    [InlineData(1.2345, "1.23")]
    [InlineData(12.345, "12.3")]
    [InlineData(1234.4, "1234")]
    public void Numbers_have_three_digits_that_say_something(double value, string text) => Assert.Equal(text, Numbers.Format(value));

    [Theory]
    [InlineData(0.21, 0.25)]
    [InlineData(1, 1)]
    [InlineData(17.2, 20)]
    [InlineData(9.5, 10)]
    public void An_axis_ends_at_a_round_number(double most, double end) => Assert.Equal(end, Numbers.RoundUp(most), tolerance: 1e-9);

    [Fact]
    public void A_ratio_that_left_the_earlier_spread_is_told_and_one_within_it_is_not()
    {
        BenchReport before = Report(("a", "m", 2), ("bridge", "m", 1));
        string same = Comparison.Format(before, before);
        Assert.DoesNotContain("better", same, StringComparison.Ordinal);
        Assert.DoesNotContain("WORSE", same, StringComparison.Ordinal);
        Assert.Contains("WORSE", Comparison.Format(Report(("a", "m", 1.5), ("bridge", "m", 1)), before), StringComparison.Ordinal);
        Assert.Contains("better", Comparison.Format(Report(("a", "m", 3), ("bridge", "m", 1)), before), StringComparison.Ordinal);
    }

    [Fact]
    public void The_floor_has_a_column_of_its_own()
    {
        string table = TableReport.Format(Report(("a", "m", 2), ("bridge", "m", 1), ("floor", "m", 4)));
        Assert.Contains("of floor", table, StringComparison.Ordinal);
        Assert.Contains("0.50x", table, StringComparison.Ordinal);
    }

    // Three rounds that are all alike.
    private static BenchReport Report(params (string Target, string Metric, double? Value)[] results)
    {
        Sample[] samples =
        [
            .. Enumerable.Range(1, 3).SelectMany(round => results.Select(r => new Sample(
                round, r.Metric, r.Target, r.Value, r.Value is null ? "broken" : null, null, new Dictionary<string, double> { [Detail.Loss] = 1 }, []))),
        ];
        return new BenchReport
        {
            Date = DateTimeOffset.UnixEpoch,
            Method = [],
            Machine = new MachineDescription("a processor", 2, 1000, "6.1", false, null, new Dictionary<string, string>(), 0, 0),
            Targets = [.. results.Select(r => r.Target).Distinct().Select(t => new TargetDescription(t, "", null))],
            Metrics = [.. results.Select(r => r.Metric).Distinct().Select(m => new MetricDescription(m, m, "Mpps", true, "bridge"))],
            Seconds = 1,
            Summaries = Summary.Of(samples, _ => "bridge"),
            Samples = samples,
        };
    }
}
