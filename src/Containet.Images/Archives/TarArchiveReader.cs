using System.Formats.Tar;

namespace Containet.Images.Archives;

/// <summary>An archive that is a tar file: its names are read once, its files wherever they are.</summary>
internal sealed class TarArchiveReader : IArchiveReader
{
    /// <summary>Files of an archive: a few a layer, and an archive of a hundred images has some thousand.</summary>
    private const int MaxEntries = 100_000;

    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, long Length)> _entries = [];
    private readonly Dictionary<string, string> _links = [];

    /// <param name="file">The tar file, which this closes.</param>
    public TarArchiveReader(FileStream file)
    {
        _file = file;
        using var reader = new TarReader(file, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (_entries.Count + _links.Count >= MaxEntries)
            {
                throw new ImageException($"{file.Name} has more than {MaxEntries} files, which no archive of images has");
            }

            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)
            {
                _entries[name] = (entry.DataOffset, entry.Length);
            }
            else if (entry.EntryType is TarEntryType.SymbolicLink)
            {
                // Old versions of Docker write a layer that comes twice as a link to the first.
                _links[name] = Resolve(name, entry.LinkName);
            }
        }
    }

    public Stream? Open(string name)
    {
        string target = _links.GetValueOrDefault(name, name);
        return _entries.TryGetValue(target, out (long Offset, long Length) entry) ? new FileSection(_file, entry.Offset, entry.Length) : null;
    }

    public void Dispose() => _file.Dispose();

    // Names only: no link of an archive ever meets the file system.
    private static string Resolve(string name, string link)
    {
        var parts = new List<string>(name.Split('/')[..^1]);
        foreach (string part in link.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ".." and not "." and not "")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
