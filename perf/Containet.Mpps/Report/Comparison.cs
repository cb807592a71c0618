using System.Globalization;
using System.Text;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>
/// An earlier run beside this one: medians, ratios to the reference, and whether a ratio has changed by more than both runs' margins
/// and more than a shared machine changes in an hour; only ratios are judged, since absolute figures move with the machine.
/// </summary>
internal static class Comparison
{
    private const double Drift = 0.1; // seen between runs of the same programs some minutes apart, on a virtual machine
    private const int Fewest = 3; // rounds: of two, one says nothing of the spread

    /// <summary>Formats it.</summary>
    /// <param name="now">This run.</param>
    /// <param name="before">The earlier.</param>
    public static string Format(BenchReport now, BenchReport before)
    {
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"Beside the run of {before.Date:yyyy-MM-dd HH:mm} ({before.Machine.Processor}, Linux {before.Machine.Kernel}):"));
        var table = new TextTable();
        table.Add("", "then", "now", "ratio then", "ratio now", "");
        foreach (Summary summary in now.Summaries)
        {
            Summary? earlier = before.Summaries.FirstOrDefault(s => s.Metric == summary.Metric && s.Target == summary.Target);
            if (earlier is null || (summary.Value is null && earlier.Value is null))
            {
                continue;
            }

            table.Add(
                $"{summary.Metric} {summary.Target}",
                Median(earlier.Value),
                Median(summary.Value),
                Ratio(earlier.Ratio),
                Ratio(summary.Ratio),
                Verdict(now.Metrics.First(m => m.Name == summary.Metric), earlier.Ratio, summary.Ratio, Math.Min(earlier.Rounds, summary.Rounds)));
        }

        text.Append(table.Format("  "));
        return text.ToString();
    }

    private static string Median(Spread? spread) => spread is null ? "FAILED" : Numbers.Format(spread.Median);

    private static string Ratio(Spread? spread) => spread is null
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.00}x{(spread.Margin is { } margin ? $" ±{margin.ToString("0.00", CultureInfo.InvariantCulture)}" : "")}");

    private static string Verdict(MetricDescription metric, Spread? before, Spread? now, int rounds)
    {
        if (before is null || now is null || rounds < Fewest)
        {
            return "";
        }

        double change = (now.Median / before.Median) - 1;
        return Math.Abs(change) < Drift || !Statistics.Differ(before, now) ? "" : change > 0 == metric.MoreIsBetter ? "better" : "WORSE";
    }
}
