namespace Containode.Oci;

/// <summary>Whom the process runs as.</summary>
internal sealed record BundleUser
{
    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public int? Umask { get; init; }

    public IReadOnlyList<uint>? AdditionalGids { get; init; }
}
