namespace Containode.Specification;

/// <summary>A run of ids in a user namespace (user_namespaces(7)).</summary>
/// <param name="Inside">The first id in the container.</param>
/// <param name="Outside">The first id on the host.</param>
/// <param name="Count">How many.</param>
internal sealed record IdMapping(uint Inside, uint Outside, uint Count);
