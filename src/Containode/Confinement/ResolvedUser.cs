namespace Containode.Confinement;

/// <summary>A user as the kernel wants to be told.</summary>
/// <param name="Uid">The user's id.</param>
/// <param name="Gid">The group's.</param>
/// <param name="Groups">The supplementary groups'.</param>
/// <param name="Home">The home directory, absolute; null if nothing tells.</param>
internal sealed record ResolvedUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string? Home);
