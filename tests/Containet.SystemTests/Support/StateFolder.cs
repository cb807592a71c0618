namespace Containet.SystemTests.Support;

/// <summary>A state directory of a test's own, and the containers that it leaves in it ended.</summary>
internal sealed class StateFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("state").FullName;

    /// <summary>Runs a verb on it.</summary>
    public CommandResult Run(string verb, params string[] arguments) => Launches.Run([verb, "--state", Path, .. arguments]);

    /// <summary>Runs a verb that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public string Check(string verb, params string[] arguments) => Launches.Check([verb, "--state", Path, .. arguments]);

    /// <summary>Starts a container in the background.</summary>
    public void Detach(string identity, params string[] arguments) =>
        Xunit.Assert.Equal($"{identity}\n", Launches.Check(["--detach", "--state", Path, "-i", identity, .. arguments]));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string entry in Directory.EnumerateDirectories(Path))
        {
            Run("rm", "-f", System.IO.Path.GetFileName(entry));
        }

        Directory.Delete(Path, recursive: true);
    }
}
