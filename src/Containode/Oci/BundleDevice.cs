namespace Containode.Oci;

/// <summary>A device node.</summary>
internal sealed record BundleDevice
{
    public string? Path { get; init; }

    public string? Type { get; init; }

    public int Major { get; init; }

    public int Minor { get; init; }

    public int? FileMode { get; init; }

    public uint? Uid { get; init; }

    public uint? Gid { get; init; }
}
