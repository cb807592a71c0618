using System.Globalization;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>A family of metrics that differ in a number (<c>ports2</c>, <c>ports10</c> …), a line for each target over that number.</summary>
internal static class LinePlot
{
    private const double Width = 760;
    private const double Height = 400;
    private const double Left = 60;
    private const double Right = 190;
    private const double Top = 50;
    private const double Bottom = 46;

    /// <summary>Draws it.</summary>
    /// <param name="report">The run.</param>
    /// <param name="family">The beginning of the metrics' names.</param>
    /// <param name="title">What the plot is of.</param>
    /// <returns>Null if there are less than two numbers.</returns>
    public static string? Draw(BenchReport report, string family, string title)
    {
        (MetricDescription Metric, double At)[] metrics =
        [
            .. report.Metrics
                .Where(m => m.Name.StartsWith(family, StringComparison.Ordinal))
                .Select(m => (m, double.Parse(m.Name[family.Length..], CultureInfo.InvariantCulture))),
        ];
        double most = report.Summaries.Where(s => metrics.Any(m => m.Metric.Name == s.Metric)).Select(s => s.Value?.Most ?? 0).DefaultIfEmpty().Max();
        if (metrics.Length < 2 || most <= 0)
        {
            return null;
        }

        IReadOnlyList<double> marks = Numbers.Axis(most);
        double first = Math.Log10(metrics.Min(m => m.At));
        double last = Math.Log10(metrics.Max(m => m.At));
        double X(double at) => Left + ((Math.Log10(at) - first) / (last - first) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (value / marks[^1] * (Height - Top - Bottom));
        var svg = new Svg(Width, Height);
        svg.Text(12, 20, $"{title} ({metrics[0].Metric.Unit})", size: 15);
        svg.Text(12, 36, $"{BarPlot.Caption(report)}; dots: medians, lines through them: least to most", size: 10, color: "#777");
        foreach (double value in marks)
        {
            svg.Line(Left, Y(value), Width - Right, Y(value), "#ddd");
            svg.Text(Left - 6, Y(value) + 4, Numbers.Format(value), "end", 10, "#555");
        }

        foreach ((_, double at) in metrics)
        {
            svg.Text(X(at), Height - Bottom + 16, at.ToString("N0", CultureInfo.InvariantCulture), "middle", 10, "#555");
        }

        svg.Text((Left + Width - Right) / 2, Height - 10, family, "middle", 11, "#555");
        double legend = Top + 10;
        foreach (TargetDescription target in report.Targets)
        {
            (double At, Spread Value)[] points =
            [
                .. metrics
                    .Select(m => (m.At, report.Summaries.FirstOrDefault(s => s.Metric == m.Metric.Name && s.Target == target.Name)?.Value))
                    .Where(p => p.Value is not null)
                    .Select(p => (p.At, p.Value!)),
            ];
            if (points.Length == 0)
            {
                continue;
            }

            string color = Palette.Of(target.Name);
            svg.Polyline(points.Select(p => (X(p.At), Y(p.Value.Median))), color);
            foreach ((double at, Spread value) in points)
            {
                svg.Line(X(at), Y(value.Least), X(at), Y(value.Most), color);
                svg.Dot(X(at), Y(value.Median), color);
            }

            svg.Rectangle(Width - Right + 16, legend - 9, 12, 12, color);
            svg.Text(Width - Right + 34, legend + 1, target.Name);
            legend += 20;
        }

        return svg.ToString();
    }
}
