using System.Globalization;
using System.Xml.Linq;
using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Containet.Mpps.Report;
using FsCheck;
using FsCheck.Xunit;
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
    [InlineData(0.21, "0 0.05 0.1 0.15 0.2 0.25")]
    [InlineData(1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(17.2, "0 5 10 15 20")]
    [InlineData(100, "0 20 40 60 80 100")]
    [InlineData(0.8, "0 0.2 0.4 0.6 0.8")]
    public void An_axis_has_few_marks_at_round_numbers_and_reaches_the_value(double most, string marks) =>
        Assert.Equal(marks, string.Join(' ', Numbers.Axis(most).Select(m => m.ToString("0.####", CultureInfo.InvariantCulture))));

    [Property]
    public void No_axis_is_empty_or_crowded(PositiveInt numerator, PositiveInt denominator)
    {
        double most = (double)numerator.Get / denominator.Get;
        IReadOnlyList<double> marks = Numbers.Axis(most);
        Assert.InRange(marks.Count, 3, 7);
        Assert.True(marks[^1] >= most * 0.999 && marks[^2] < most, $"{most}: {string.Join(' ', marks)}");
    }

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

    [Fact]
    public void The_markdown_has_our_value_its_reference_and_both_ratios_and_a_failure_stays_one()
    {
        BenchReport report = Report(
            ("containet-io_uring", "m", 3), ("bridge", "m", 1.5), ("floor", "m", 4), ("containet-io_uring", "n", null), ("bridge", "n", 1));
        string table = MarkdownReport.Format(report);
        Assert.Contains("| m (Mpps) | 3.00 | bridge 1.50 | 2.00x ±0.00 | 0.75x ±0.00 |", table, StringComparison.Ordinal);
        Assert.Contains("| n (Mpps) | FAILED | bridge 1.00 | - | - |", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_replaces_what_is_between_the_marks_and_nothing_else()
    {
        const string Document = "before\n<!-- measured: tools/bench --table writes from here -->\nold\n<!-- measured: to here -->\nafter\n";
        string replaced = MarkdownReport.Replace(Document, "new\n");
        Assert.Equal(Document.Replace("old", "new", StringComparison.Ordinal), replaced);
        Assert.Equal(replaced, MarkdownReport.Replace(replaced, "new\n"));
        Assert.Throws<FormatException>(() => MarkdownReport.Replace("no marks", "new\n"));
    }

    [Fact]
    public void A_report_of_an_older_harness_is_read_and_compared()
    {
        // It had neither margins nor ratios to the floor, and said less of the machine.
        const string Old = """
            {
              "date": "2026-01-02T03:04:05+00:00", "method": [], "seconds": 1, "samples": [], "targets": [], "metrics": [],
              "machine": { "processor": "an old one", "cores": 1, "kernel": "5.15" },
              "summaries": [{ "metric": "m", "target": "a", "rounds": 3, "value": { "median": 1 }, "ratio": { "median": 1 } }]
            }
            """;
        using var folder = new Targets.WorkFolder();
        File.WriteAllText(folder.File("old.json"), Old);
        string comparison = Comparison.Format(Report(("a", "m", 2), ("bridge", "m", 1)), BenchReport.Read(folder.File("old.json")));
        Assert.Contains("an old one", comparison, StringComparison.Ordinal);
        Assert.Matches(@"m a +1\.00 +2\.00 +1\.00x +2\.00x", comparison);
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
