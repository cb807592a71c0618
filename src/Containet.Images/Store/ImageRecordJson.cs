namespace Containet.Images.Store;

/// <summary>An image's record as it is kept.</summary>
internal sealed class ImageRecordJson
{
    public string? Name { get; set; }

    public string? Manifest { get; set; }

    public string? Source { get; set; }

    public string? Platform { get; set; }

    public DateTimeOffset Stored { get; set; }
}
