namespace Containode.Specification;

/// <summary>The five sets of capabilities(7), bit N being capability N.</summary>
internal sealed record CapabilitySets
{
    public ulong Bounding { get; init; }

    public ulong Permitted { get; init; }

    public ulong Effective { get; init; }

    public ulong Inheritable { get; init; }

    public ulong Ambient { get; init; }
}
