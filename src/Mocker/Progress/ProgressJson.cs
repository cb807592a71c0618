namespace Mocker.Progress;

/// <summary>One line of <c>--json</c>.</summary>
internal sealed class ProgressJson
{
    /// <summary><c>begin</c>, a layer's state, or <c>end</c>.</summary>
    public required string Event { get; set; }

    public string? Layer { get; set; }

    public int? Layers { get; set; }

    public long? Bytes { get; set; }

    public string? Name { get; set; }

    public string? Manifest { get; set; }

    public bool? Changed { get; set; }
}
