namespace Mocker.Commands;

/// <summary>All that is known of an image, for programs and people.</summary>
internal sealed class InspectJson
{
    public required string Name { get; set; }

    public required string Id { get; set; }

    public required string Manifest { get; set; }

    public required string Source { get; set; }

    public required string Platform { get; set; }

    public DateTimeOffset? Created { get; set; }

    public DateTimeOffset Stored { get; set; }

    public required string User { get; set; }

    public required IReadOnlyList<string> Environment { get; set; }

    public required IReadOnlyList<string> Entrypoint { get; set; }

    public required IReadOnlyList<string> Command { get; set; }

    public required string WorkingDirectory { get; set; }

    public required IReadOnlyList<string> Volumes { get; set; }

    public required IReadOnlyList<string> Ports { get; set; }

    public required string? StopSignal { get; set; }

    public required IReadOnlyDictionary<string, string> Labels { get; set; }

    public required IReadOnlyList<InspectLayerJson> Layers { get; set; }
}
