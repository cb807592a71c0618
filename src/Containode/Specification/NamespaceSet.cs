namespace Containode.Specification;

/// <summary>A container's namespaces (namespaces(7)), all but the user's its own by default.</summary>
internal sealed record NamespaceSet
{
    public NamespaceChoice Mount { get; init; } = NamespaceChoice.New;

    public NamespaceChoice Process { get; init; } = NamespaceChoice.New;

    public NamespaceChoice HostName { get; init; } = NamespaceChoice.New;

    public NamespaceChoice Ipc { get; init; } = NamespaceChoice.New;

    public NamespaceChoice Network { get; init; } = NamespaceChoice.New;

    public NamespaceChoice Cgroup { get; init; } = NamespaceChoice.Keep;

    public NamespaceChoice User { get; init; } = NamespaceChoice.Keep;
}
