namespace Containet.Mpps.Targets;

/// <summary>A folder for sockets and files of a rig, gone with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("containet-bench-").FullName;

    /// <summary>A path in it.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (IOException)
        {
            // A socket that its program removes at the same time.
        }
    }
}
