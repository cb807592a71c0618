using System.Globalization;
using System.Text;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>
/// A run in a few lines of Markdown, for a README: each metric of ours beside its reference, good or bad, with the ratios to that
/// and to the floor.
/// </summary>
internal static class MarkdownReport
{
    private const string Begin = "<!-- measured: tools/bench --table writes from here -->";
    private const string End = "<!-- measured: to here -->";

    // What ships, as it comes: the first of these that a metric has.
    private static readonly string[] Ours = ["containet-io_uring", "containet-epoll", "containode"];

    /// <summary>Formats a run.</summary>
    public static string Format(BenchReport report)
    {
        var text = new StringBuilder();
        MachineDescription machine = report.Machine;
        text.AppendLine(Invariant(
            $"{report.Date:yyyy-MM-dd}, {machine.Processor}, {machine.Cores} cores{(machine.Hypervisor ? " (virtual)" : "")}, Linux {machine.Kernel}; others used {machine.OtherBusyCores:0.0} cores. {report.Method.FirstOrDefault()}"));
        text.AppendLine();
        text.AppendLine("| | containet | beside | ratio | of the floor |");
        text.AppendLine("|---|---:|---:|---:|---:|");
        foreach (MetricDescription metric in report.Metrics)
        {
            Summary[] rows = [.. report.Summaries.Where(s => s.Metric == metric.Name)];
            if (Ours.Select(name => rows.FirstOrDefault(r => r.Target == name)).FirstOrDefault(r => r is not null) is { } row)
            {
                text.AppendLine(Row(metric, row, rows.FirstOrDefault(r => r.Target == metric.Reference)));
            }
        }

        foreach (TargetDescription missing in report.Targets.Where(t => t.Missing is not null))
        {
            text.AppendLine();
            text.AppendLine($"Missing: {missing.Name}, {missing.Missing}.");
        }

        return text.ToString();
    }

    /// <summary>Puts a table between the marks of a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="FormatException">It has no marks.</exception>
    public static string Replace(string document, string table)
    {
        int begin = document.IndexOf(Begin, StringComparison.Ordinal);
        int end = begin < 0 ? -1 : document.IndexOf(End, begin, StringComparison.Ordinal);
        return end < 0
            ? throw new FormatException($"there are no lines '{Begin}' and '{End}' in it")
            : $"{document[..(begin + Begin.Length)]}\n{table}{document[end..]}";
    }

    private static string Row(MetricDescription metric, Summary row, Summary? reference)
    {
        bool itself = row.Target == metric.Reference;
        string title = $"{metric.Title} ({metric.Unit}{(metric.MoreIsBetter ? "" : ", less is better")})";
        string failed = row.FailedRounds > 0 && row.Value is not null ? Invariant($" ({row.FailedRounds} of {row.Rounds} rounds FAILED)") : "";
        return $"| {title} | {Value(row)}{failed} | {(itself || reference is null ? "-" : $"{reference.Target} {Value(reference)}")} "
            + $"| {(itself ? "-" : Ratio(row.Ratio))} | {Ratio(row.FloorRatio)} |";
    }

    private static string Value(Summary row) =>
        row.Value is { } value ? Numbers.Format(value.Median) : row.Inapplicable is not null ? "-" : "FAILED";

    private static string Ratio(Spread? ratio) => ratio is null
        ? "-"
        : Invariant($"{ratio.Median:0.00}x{(ratio.Margin is { } margin ? Invariant($" ±{margin:0.00}") : "")}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
