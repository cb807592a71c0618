using Containode.Specification;

namespace Containode.Living;

/// <summary>What the state directory says of a container: who it is, where, and what another process in it is run with.</summary>
internal sealed record ContainerState
{
    public required string Identity { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The first process of the container, through which it is entered and signalled.</summary>
    public required ProcessIdentity Process { get; init; }

    /// <summary>The one that minds it, and ends it by its own end; null if nobody of ours does.</summary>
    public ProcessIdentity? Launcher { get; init; }

    /// <summary>The namespaces that are not the launcher's, as setns(2) takes them: <c>CLONE_NEW…</c>.</summary>
    public int Namespaces { get; init; }

    /// <summary>The bundle that it was made of, by a caller who minds it himself; null for all others.</summary>
    public Oci.OciContainer? Bundle { get; init; }

    /// <summary>It was started with <c>--detach</c>.</summary>
    public bool Detached { get; init; }

    /// <summary>The entry stays when the container has ended, until it is removed.</summary>
    public bool Kept { get; init; }

    /// <summary>The directory that is its root; null for the host's.</summary>
    public string? Root { get; init; }

    /// <summary>The program, and the rights that others in the container are run with too.</summary>
    public required ProcessSpec Program { get; init; }
}
