namespace Containode.Oci;

/// <summary>Programs to run at points of the container's life.</summary>
internal sealed record BundleHooks
{
    public IReadOnlyList<BundleHook>? Prestart { get; init; }

    public IReadOnlyList<BundleHook>? CreateRuntime { get; init; }

    public IReadOnlyList<BundleHook>? CreateContainer { get; init; }

    public IReadOnlyList<BundleHook>? StartContainer { get; init; }

    public IReadOnlyList<BundleHook>? Poststart { get; init; }

    public IReadOnlyList<BundleHook>? Poststop { get; init; }
}
