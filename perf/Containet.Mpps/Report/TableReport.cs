using System.Globalization;
using System.Text;
using Containet.Mpps.Method;
using Containet.Mpps.Metrics;

namespace Containet.Mpps.Report;

/// <summary>The report for people: the machine, a table for each metric, what failed and what is missing.</summary>
internal static class TableReport
{
    /// <summary>Formats a report.</summary>
    public static string Format(BenchReport report)
    {
        var text = new StringBuilder();
        Head(text, report);
        foreach (MetricDescription metric in report.Metrics)
        {
            Summary[] rows = [.. report.Summaries.Where(s => s.Metric == metric.Name)];
            if (rows.Length > 0)
            {
                text.AppendLine();
                text.AppendLine(Invariant($"{metric.Title} ({metric.Unit}{(metric.MoreIsBetter ? "" : ", less is better")})"));
                text.Append(Rows(report, rows, metric.Reference));
            }
        }

        foreach (TargetDescription missing in report.Targets.Where(t => t.Missing is not null))
        {
            text.AppendLine();
            text.AppendLine($"MISSING {missing.Name}: {missing.Missing}");
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, BenchReport report)
    {
        MachineDescription machine = report.Machine;
        text.AppendLine(Invariant(
            $"{machine.Processor}, {machine.Cores} cores{(machine.Hypervisor ? " (virtual)" : "")}, {machine.MemoryMB / 1000:0} GB, Linux {machine.Kernel}, governor {machine.Governor ?? "none"}"));
        text.AppendLine(Invariant(
            $"{report.Date:yyyy-MM-dd HH:mm}, {report.Seconds:0} s; load average {machine.LoadAverage:0.00}, others used {machine.OtherBusyCores:0.00} cores before the run"));
        if (machine.Mitigations is { Count: > 0 } mitigations)
        {
            text.AppendLine($"Mitigations: {string.Join("; ", mitigations.Select(m => $"{m.Key}: {m.Value}"))}");
        }

        foreach (string sentence in report.Method)
        {
            text.AppendLine(sentence);
        }

        foreach (TargetDescription target in report.Targets.Where(t => t.Missing is null))
        {
            text.AppendLine($"  {target.Name}: {target.Description}");
        }
    }

    private static string Rows(BenchReport report, Summary[] rows, string reference)
    {
        string[] details = [.. Columns.Where(c => rows.Any(r => r.Details.ContainsKey(c.Name))).Select(c => c.Name)];
        var table = new TextTable();
        bool hasFloor = reference != Summary.Floor && rows.Any(r => r.FloorRatio is not null);
        bool hasRatio = rows.Any(r => r.Ratio is not null);
        string[] ratioTitles = hasRatio ? [$"of {reference}", "±"] : [];
        string[] floorTitle = hasFloor ? ["of floor"] : [];
        table.Add(["", "median", "least..most", .. ratioTitles, .. floorTitle, .. details.Select(TitleOf)]);
        foreach (TargetDescription target in report.Targets)
        {
            Summary? row = rows.FirstOrDefault(r => r.Target == target.Name);
            if (row?.Value is { } value)
            {
                string[] ratios =
                [
                    row.Ratio is { } ratio ? Invariant($"{ratio.Median:0.00}x") : "-",
                    row.Ratio?.Margin is { } margin && row.Target != reference ? Invariant($"{margin:0.00}") : "-",
                ];
                string[] floor = hasFloor ? [row.FloorRatio is { } of ? Invariant($"{of.Median:0.00}x") : "-"] : [];
                table.Add(
                [
                    Invariant($"{row.Target}{(row.FailedRounds > 0 ? $" ({row.FailedRounds} of {row.Rounds} rounds FAILED)" : "")}"),
                    Numbers.Format(value.Median),
                    $"{Numbers.Format(value.Least)}..{Numbers.Format(value.Most)}",
                    .. hasRatio ? ratios : [],
                    .. floor,
                    .. details.Select(d => row.Details.TryGetValue(d, out double v) ? Numbers.Format(v) : "-"),
                ]);
            }
            else if (row is not null)
            {
                table.Add(row.Target, row.Inapplicable is null ? "FAILED" : "-");
            }
        }

        return table.Format("  ") + Remarks(rows);
    }

    // What failed, and what has to be said; once for all where all say it.
    private static string Remarks(Summary[] rows)
    {
        var text = new StringBuilder();
        Summary[] measured = [.. rows.Where(r => r.Value is not null)];
        string[] common = [.. measured.SelectMany(r => r.Notes).Distinct().Where(n => measured.Length > 1 && measured.All(r => r.Notes.Contains(n)))];
        foreach (string note in common)
        {
            text.AppendLine($"    all: {note}");
        }

        foreach (Summary row in rows)
        {
            foreach (string failure in row.Failures)
            {
                text.AppendLine($"  ! {row.Target} FAILED: {failure}");
            }

            if (row.Inapplicable is not null)
            {
                text.AppendLine($"    {row.Target}: {row.Inapplicable}");
            }

            foreach (string note in row.Notes.Except(common))
            {
                text.AppendLine($"    {row.Target}: {note}");
            }
        }

        return text.ToString();
    }

    private static readonly (string Name, string Title)[] Columns =
    [
        (Detail.Slowest, "slowest"),
        (Detail.P99, "p99"),
        (Detail.P999, "p99.9"),
        (Detail.Loss, "lost %"),
        (Detail.Flooded, "flooded %"),
        (Detail.Carried, "packets/frame"),
        (Detail.Reordered, "reordered"),
        (Detail.Duplicated, "duplicated"),
        (Detail.CpuPerMillion, "CPU s/Mframe"),
        (Detail.CpuPerGigabyte, "CPU s/GB"),
        (Detail.Resident, "RSS MB"),
        (Detail.Retransmits, "sent again"),
    ];

    private static string TitleOf(string name) => Columns.First(c => c.Name == name).Title;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
