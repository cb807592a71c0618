using System.Globalization;
using System.Text;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>
/// An earlier run beside this one: medians, ratios to the reference, and whether the change of a ratio is larger than both runs'
/// spreads; only ratios are compared, since absolute figures move with the machine.
/// </summary>
internal static class Comparison
{
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
        : string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.00}x ({spread.Least:0.00}..{spread.Most:0.00})");

    private static string Verdict(MetricDescription metric, Spread? before, Spread? now, int rounds)
    {
        if (before is null || now is null || rounds < Fewest)
        {
            return "";
        }

        bool rose = now.Least > before.Most;
        bool fell = now.Most < before.Least;
        return rose == fell ? "" : rose == metric.MoreIsBetter ? "better" : "WORSE";
    }
}
