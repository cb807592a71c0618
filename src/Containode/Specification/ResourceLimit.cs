namespace Containode.Specification;

/// <summary>A limit of a process (setrlimit(2)).</summary>
/// <param name="Resource"><c>RLIMIT_…</c> of sys/resource.h.</param>
/// <param name="Soft">What is enforced; all ones for no limit.</param>
/// <param name="Hard">What the soft limit can be raised to; all ones for no limit.</param>
internal sealed record ResourceLimit(int Resource, ulong Soft, ulong Hard);
