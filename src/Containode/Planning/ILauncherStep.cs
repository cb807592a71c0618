using Containet.Linux.Launching;

namespace Containode.Planning;

/// <summary>
/// A step that the launcher takes itself. Made with the plan, without touching anything; done once or never; disposing of
/// it undoes what was done, and is called also when it was not done or failed halfway.
/// </summary>
internal interface ILauncherStep : IDisposable
{
    /// <summary>What it is.</summary>
    Step Step { get; }

    /// <summary>Does it.</summary>
    /// <param name="container">The container's first process, which waits meanwhile; null before there is one.</param>
    /// <exception cref="Running.LaunchException">It could not be done.</exception>
    /// <exception cref="Containet.Linux.LinuxException">It could not be done.</exception>
    void Do(ChildProcess? container);
}
