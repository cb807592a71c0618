namespace Mocker.Commands;

/// <summary>A layer of an image, the lowest first.</summary>
internal sealed class InspectLayerJson
{
    public required string Digest { get; set; }

    public required string MediaType { get; set; }

    public long Bytes { get; set; }

    public required string DiffId { get; set; }

    /// <summary>Its files, an overlay's lower directory.</summary>
    public required string Path { get; set; }

    public long Entries { get; set; }

    public long FileBytes { get; set; }

    /// <summary>What could not be represented here.</summary>
    public required IReadOnlyList<string> Skipped { get; set; }
}
