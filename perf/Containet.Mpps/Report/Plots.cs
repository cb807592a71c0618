namespace Containet.Mpps.Report;

/// <summary>All plots of a run, a file each.</summary>
internal static class Plots
{
    private static readonly (string Family, string Title)[] Families =
    [
        ("ports", "64-byte frames between two ports, by the number of ports attached"),
        ("addresses", "64-byte frames to all known addresses in turn, by their number"),
    ];

    /// <summary>Writes them into a folder.</summary>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(BenchReport report, string folder)
    {
        var files = new List<string>();
        void Save(string name, string? svg)
        {
            if (svg is not null)
            {
                string file = Path.Combine(folder, $"{name}.svg");
                File.WriteAllText(file, svg);
                files.Add(file);
            }
        }

        foreach (MetricDescription metric in report.Metrics.Where(m => !Families.Any(f => m.Name.StartsWith(f.Family, StringComparison.Ordinal))))
        {
            Save(metric.Name, BarPlot.Draw(report, metric));
        }

        foreach ((string family, string title) in Families)
        {
            Save(family, LinePlot.Draw(report, family, title));
        }

        return files;
    }
}
