namespace Containode.Specification;

/// <summary>Whom a program runs as, by the numbers that the container's own processes see.</summary>
/// <param name="User">The user.</param>
/// <param name="Group">The group.</param>
/// <param name="Groups">The supplementary groups.</param>
internal sealed record UserSpec(uint User, uint Group, IReadOnlyList<uint> Groups)
{
    /// <summary>The mask that takes permissions from files being made; null for the usual 022.</summary>
    public int? FileMask { get; init; }
}
