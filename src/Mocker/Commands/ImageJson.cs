namespace Mocker.Commands;

/// <summary>An image in a list, for programs.</summary>
internal sealed class ImageJson
{
    public required string Name { get; set; }

    /// <summary>The config's digest; null if the store lacks the manifest.</summary>
    public string? Id { get; set; }

    public required string Manifest { get; set; }

    public required string Platform { get; set; }

    public DateTimeOffset Stored { get; set; }

    public long CompressedBytes { get; set; }

    public long FileBytes { get; set; }
}
