namespace Containode.Oci;

/// <summary>What the state directory says of a container that was made of a bundle.</summary>
internal sealed record OciContainer
{
    public required string Bundle { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public BundleHooks? Hooks { get; init; }
}
