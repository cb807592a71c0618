namespace Containet.Images.Archives;

/// <summary>An archive that is a directory of the user's. Names come from checked digests, or are fixed.</summary>
internal sealed class DirectoryReader(string root) : IArchiveReader
{
    public Stream? Open(string name)
    {
        string path = Path.Combine(root, name);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0) : null;
    }

    public void Dispose()
    {
    }
}
