namespace Containet.Mpps;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>Under two minutes: fewer metrics, targets and seconds.</summary>
    public bool Quick { get; init; }

    /// <summary>Names or groups of metrics; empty for the usual ones.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Names or groups of targets; empty for the usual ones.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Rounds; 0 for the usual number.</summary>
    public int Rounds { get; init; }

    /// <summary>Seconds of each load; 0 for the usual number.</summary>
    public double Seconds { get; init; }

    /// <summary>The folder for the JSON and the plots; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>The JSON file; null for none but that in the folder.</summary>
    public string? Json { get; init; }

    /// <summary>An earlier run's JSON to put beside; null for none.</summary>
    public string? Compare { get; init; }

    /// <summary>A run's JSON to print as Markdown rather than measure; null to measure.</summary>
    public string? Table { get; init; }

    /// <summary>The Markdown file whose table that replaces; null to print it.</summary>
    public string? Into { get; init; }

    /// <summary>The folder with the published programs.</summary>
    public string Programs { get; init; } = "out/bin";

    /// <summary>How the sink counts.</summary>
    public string Sink { get; init; } = "native";
}
