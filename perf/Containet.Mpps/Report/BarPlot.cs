using System.Globalization;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>One metric as bars, a target each: the median, a line from the least to the most, and the ratio to the reference.</summary>
internal static class BarPlot
{
    private const double Width = 760;
    private const double Left = 170;
    private const double Right = 150;
    private const double Top = 44;
    private const double Row = 26;
    private const double Bar = 16;
    private const double Bottom = 34;
    private const int Ticks = 5;

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

        double end = Numbers.RoundUp(most);
        double scale = (Width - Left - Right) / end;
        double height = Top + (Row * rows.Length) + Bottom;
        var svg = new Svg(Width, height);
        svg.Text(12, 20, $"{metric.Title} ({metric.Unit}{(metric.MoreIsBetter ? "" : ", less is better")})", size: 15);
        svg.Text(12, 36, Caption(report), size: 10, color: "#777");
        for (int t = 0; t <= Ticks; t++)
        {
            double x = Left + (end * t / Ticks * scale);
            svg.Line(x, Top, x, height - Bottom, "#ddd");
            svg.Text(x, height - Bottom + 14, Numbers.Format(end * t / Ticks), "middle", 10, "#555");
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
            ? string.Create(CultureInfo.InvariantCulture, $"  {of.Median:0.00}x {reference}")
            : "";
        svg.Text(Width - Right + 10, middle + 4, $"{Numbers.Format(value.Median)}{ratio}", size: 11);
    }
}
