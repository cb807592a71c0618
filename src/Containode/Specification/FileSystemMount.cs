namespace Containode.Specification;

/// <summary>A new file system.</summary>
/// <param name="Type">Its type: <c>proc</c>, <c>tmpfs</c> …</param>
internal sealed record FileSystemMount(string Type) : MountSpec
{
    /// <summary>What it is mounted from; for most types a mere label.</summary>
    public string? Source { get; init; }

    /// <summary>The type's own options; a flag has no value.</summary>
    public IReadOnlyList<(string Name, string? Value)> Options { get; init; } = [];
}
