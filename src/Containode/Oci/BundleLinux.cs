using System.Text.Json;

namespace Containode.Oci;

/// <summary>What is Linux's alone.</summary>
internal sealed record BundleLinux
{
    public IReadOnlyList<BundleNamespace>? Namespaces { get; init; }

    public IReadOnlyList<BundleIdMapping>? UidMappings { get; init; }

    public IReadOnlyList<BundleIdMapping>? GidMappings { get; init; }

    public IReadOnlyList<BundleDevice>? Devices { get; init; }

    public string? CgroupsPath { get; init; }

    public BundleResources? Resources { get; init; }

    public Dictionary<string, string>? Sysctl { get; init; }

    public JsonElement? Seccomp { get; init; }

    public string? RootfsPropagation { get; init; }

    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }
}
