using System.Globalization;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>One metric as bars, a target each: the median, a line from the least to the most, and the ratio to the reference.</summary>
internal static class BarPlot
{
    private const double Width = 760;
    private const double Left = 170;
    private const double Right = 160;
    private const double ValueWidth = 50;
    private const double Top = 44;
    private const double Row = 26;
    private const double Bar = 16;
    private const double Bottom = 34;

    /// <summary>Draws it.</summary>
    /// <returns>Null if there is nothing to draw.</returns>
    public static string? Draw(BenchReport report, MetricDescription metric)
    {
        Summary[] rows = [.. report.Summaries.Where(s => s.Metric == metric.Name && (s.Value is not null || s.FailedRounds > 0))];
        double most = rows.Select(r => r.Value?.Most ?? 0).DefaultIfEmpty().Max();
        if (most <= 0)
        {
            return null;
        }

        IReadOnlyList<double> marks = Numbers.Axis(most);
        double scale = (Width - Left - Right) / marks[^1];
        double height = Top + (Row * rows.Length) + Bottom;
        var svg = new Svg(Width, height);
        svg.Text(12, 20, $"{metric.Title} ({metric.Unit}{(metric.MoreIsBetter ? "" : ", less is better")})", size: 15);
        svg.Text(12, 36, $"{Caption(report)}; {(rows.Max(r => r.Rounds) == 1 ? "one round" : $"bars: medians of {rows.Max(r => r.Rounds)} rounds, lines: least to most")}", size: 10, color: "#777");
        foreach (double mark in marks)
        {
            double x = Left + (mark * scale);
            svg.Line(x, Top, x, height - Bottom, "#ddd");
            svg.Text(x, height - Bottom + 14, Numbers.Format(mark), "middle", 10, "#555");
        }

        for (int i = 0; i < rows.Length; i++)
        {
            DrawRow(svg, rows[i], Top + (Row * i), scale, metric.Reference);
        }

        return svg.ToString();
    }

    /// <summary>What a plot says of the run that it is of.</summary>
    public static string Caption(BenchReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Date:yyyy-MM-dd}, {report.Machine.Processor}, {report.Machine.Cores} cores, Linux {report.Machine.Kernel}");

    private static void DrawRow(Svg svg, Summary row, double y, double scale, string reference)
    {
        double middle = y + (Row / 2);
        svg.Text(Left - 8, middle + 4, row.Target, "end");
        if (row.Value is not { } value)
        {
            svg.Text(Left + 6, middle + 4, "FAILED", color: "#c00");
            return;
        }

        svg.Rectangle(Left, middle - (Bar / 2), value.Median * scale, Bar, Palette.Of(row.Target));
        svg.Line(Left + (value.Least * scale), middle, Left + (value.Most * scale), middle, "#000");
        svg.Line(Left + (value.Least * scale), middle - 4, Left + (value.Least * scale), middle + 4, "#000");
        svg.Line(Left + (value.Most * scale), middle - 4, Left + (value.Most * scale), middle + 4, "#000");
        string ratio = row.Ratio is { } of && row.Target != reference
            ? string.Create(CultureInfo.InvariantCulture, $"{of.Median:0.00}x {reference}")
            : "";
        svg.Text(Width - Right + 10, middle + 4, Numbers.Format(value.Median), size: 11);
        svg.Text(Width - Right + 10 + ValueWidth, middle + 4, ratio, size: 11);
    }
}
