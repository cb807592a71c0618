namespace Containet.Mpps.Starts;

/// <summary>A command that starts a container.</summary>
/// <param name="Arguments">The program, by its path, and its arguments.</param>
/// <param name="PureCgroup2">It wants cgroup v2 mounted alone, which it then gets in a mount namespace of its own.</param>
/// <param name="Servant">What has to run beside it; null for nothing.</param>
internal sealed record LauncherCommand(IReadOnlyList<string> Arguments, bool PureCgroup2 = false, IDisposable? Servant = null);
