namespace Containode.Specification;

/// <summary>Whose namespace of a kind a container is in: one of its own, the launcher's, or one found at a path.</summary>
internal sealed record NamespaceChoice
{
    private NamespaceChoice()
    {
    }

    /// <summary>One of its own.</summary>
    public static NamespaceChoice New { get; } = new() { IsNew = true };

    /// <summary>The launcher's.</summary>
    public static NamespaceChoice Keep { get; } = new();

    /// <summary>Whether it is one of its own.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Where it is found, as in <c>/proc/1/ns/net</c>; null where it need not be found.</summary>
    public string? Path { get; private init; }

    /// <summary>The one at a path of the host.</summary>
    public static NamespaceChoice Join(string path) => new() { Path = path };
}
