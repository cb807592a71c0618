using System.Text.Json;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>A whole run, as it is written to a file: enough to print the table again, and to put another run beside it.</summary>
internal sealed record BenchReport
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>How it was done, in sentences.</summary>
    public required IReadOnlyList<string> Method { get; init; }

    /// <summary>The machine.</summary>
    public required MachineDescription Machine { get; init; }

    /// <summary>The targets, those that are missing too.</summary>
    public required IReadOnlyList<TargetDescription> Targets { get; init; }

    /// <summary>The metrics.</summary>
    public required IReadOnlyList<MetricDescription> Metrics { get; init; }

    /// <summary>Seconds that it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Each metric on each target.</summary>
    public required IReadOnlyList<Summary> Summaries { get; init; }

    /// <summary>Each measurement of each round.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Reads one from a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is not one.</exception>
    public static BenchReport Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllText(path), ReportJson.Default.BenchReport) ?? throw new JsonException($"{path} is empty");

    /// <summary>Writes it to a file.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, ReportJson.Default.BenchReport) + "\n");
}
