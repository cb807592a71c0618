namespace Containet.Mpps.Targets;

/// <summary>A folder for sockets and files of a rig, gone with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("containet-bench-").FullName;

    /// <summary>A path in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A socket that its program removes at the same time.
        }
    }
}
