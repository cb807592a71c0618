namespace Containet.Images.Archives;

/// <summary>An archive that is a directory, which must be new or empty.</summary>
internal sealed class DirectoryWriter : IArchiveWriter
{
    private readonly string _root;

    public DirectoryWriter(string root)
    {
        _root = root;
        if (File.Exists(root) || (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any()))
        {
            throw new ImageException($"cannot save into {root}: something is there already");
        }

        Directory.CreateDirectory(root);
    }

    public void Add(string name, Stream content, long size)
    {
        string path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        content.CopyTo(file, 1 << 20);
    }

    public void Dispose()
    {
    }
}
