using System.Text;
using Containet.Images.Layers.Tar;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Writes a directory as a layer: an archive in which, of equal trees, every byte is equal. Names come in the order of their
/// bytes, a directory before what is in it, the root first. Of an overlay's directory the marks become whiteouts again. Nothing
/// is followed, nothing is changed. One thread from the first byte to the last.
/// </summary>
public sealed class LayerWriter
{
    private readonly TarWriter _tar;
    private readonly TarEntry _entry = new();
    private readonly LayerTarget _source;
    private readonly CancellationToken _cancelled;
    private readonly Dictionary<(ulong Device, ulong Inode), byte[]> _linked = [];
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly byte[] _names = new byte[FilesAt.MaxAttributeNames];
    private byte[] _path = new byte[4096];
    private int _length;

    private LayerWriter(Stream output, LayerTarget source, CancellationToken cancelled)
    {
        _tar = new TarWriter(output);
        _source = source;
        _cancelled = cancelled;
    }

    private ReadOnlySpan<byte> Path => _path.AsSpan(0, _length);

    /// <summary>Writes a layer.</summary>
    /// <param name="directory">The directory, open for reading. Nobody writes into it meanwhile.</param>
    /// <param name="output">Takes the archive, uncompressed; stays open.</param>
    /// <param name="source">What the directory is.</param>
    /// <param name="cancelled">Ends the work between two names.</param>
    /// <exception cref="LayerException">A name cannot be in a layer, or the kernel refused something.</exception>
    public static void Write(Fd directory, Stream output, LayerTarget source, CancellationToken cancelled = default)
    {
        var writer = new LayerWriter(output, source, cancelled);
        writer.Check("look at", OpenFiles.Status(directory.Value, out EntryStatus status));
        writer.WriteDirectory(directory.Value, status);
        writer._tar.Finish();
        GC.KeepAlive(directory);
    }

    private void WriteDirectory(int fd, EntryStatus status)
    {
        Describe(TarType.Directory, status);
        _entry.SetName(_length == 0 ? "./"u8 : [.. Path, (byte)'/']);
        AddAttributes(OpenFiles.ListAttributes(fd, _names), fd);
        _tar.Begin(_entry);
        if (_source == LayerTarget.OverlayLower && OverlayMarks.IsOpaque(fd))
        {
            WriteMark(WhiteoutName.Opaque, status);
        }

        var names = new List<byte[]>();
        Check("list", OpenFiles.ListNames(fd, names));
        names.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
        foreach (byte[] name in names)
        {
            _cancelled.ThrowIfCancellationRequested();
            int length = _length;
            Append(name);
            WriteName(fd, name);
            _length = length;
        }
    }

    private void WriteName(int directory, byte[] name)
    {
        Check("look at", FilesAt.Status(directory, name, out EntryStatus status));
        if (name.AsSpan().StartsWith(WhiteoutName.Prefix))
        {
            throw new LayerException(Path, "its name means a whiteout in a layer");
        }

        if (_source == LayerTarget.OverlayLower && status.IsWhiteout)
        {
            _length -= name.Length + (_length > name.Length ? 1 : 0);
            WriteMark([.. WhiteoutName.Prefix, .. name], status);
        }
        else if (!status.IsDirectory && status.Links > 1 && !_linked.TryAdd((status.Device, status.Inode), Path.ToArray()))
        {
            Describe(TarType.HardLink, status);
            _entry.SetLink(_linked[(status.Device, status.Inode)]);
            _tar.Begin(_entry);
        }
        else if (status.IsDirectory || status.IsFile)
        {
            WriteOpened(directory, name, status);
        }
        else if (!status.IsSocket)
        {
            WriteNode(directory, name, status);
        }
    }

    private void WriteOpened(int directory, byte[] name, EntryStatus status)
    {
        int fd = status.IsDirectory ? FilesAt.OpenDirectory(directory, name) : FilesAt.Open(directory, name, LibC.O_RDONLY | LibC.O_NOCTTY);
        Check("open", fd);
        try
        {
            if (status.IsDirectory)
            {
                WriteDirectory(fd, status);
            }
            else
            {
                WriteFile(fd, status);
            }
        }
        finally
        {
            OpenFiles.Close(fd);
        }
    }

    private void WriteFile(int fd, EntryStatus status)
    {
        Describe(TarType.File, status);
        _entry.Size = status.Size;
        AddAttributes(OpenFiles.ListAttributes(fd, _names), fd);
        _tar.Begin(_entry);
        for (long left = status.Size; left > 0;)
        {
            int count = OpenFiles.Read(fd, _buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length)));
            Check("read", count);
            _tar.Write(count > 0 ? _buffer.AsSpan(0, count) : throw new LayerException(Path, "it became shorter while it was read"));
            left -= count;
        }
    }

    private void WriteNode(int directory, byte[] name, EntryStatus status)
    {
        Describe(status.IsSymbolicLink ? TarType.SymbolicLink
            : status.IsCharacterDevice ? TarType.CharacterDevice
            : status.IsBlockDevice ? TarType.BlockDevice
            : TarType.Fifo, status);
        if (status.IsSymbolicLink)
        {
            int length = FilesAt.ReadLink(directory, name, _buffer);
            Check("read", length);
            _entry.SetLink(_buffer.AsSpan(0, length));
        }
        else
        {
            _entry.Major = status.Major;
            _entry.Minor = status.Minor;
        }

        AddAttributes(FilesAt.ListAttributes(directory, name, _names), directory, name);
        _tar.Begin(_entry);
    }

    private void WriteMark(ReadOnlySpan<byte> name, EntryStatus status)
    {
        int length = _length;
        Append(name);
        Describe(TarType.File, status);
        _entry.Mode = 0;
        _tar.Begin(_entry);
        _length = length;
    }

    private void Describe(TarType type, EntryStatus status)
    {
        _entry.Clear();
        _entry.Type = type;
        _entry.SetName(Path);
        _entry.Mode = status.IsSymbolicLink ? 0x1FF : status.Permissions;
        _entry.Owner = status.Owner;
        _entry.Group = status.Group;
        _entry.Modified = status.Modified;
        _entry.Size = 0;
        _entry.Major = _entry.Minor = 0;
    }

    private void AddAttributes(int listed, int fd, ReadOnlySpan<byte> name = default)
    {
        if (listed < 0 && listed != -LibC.EOPNOTSUPP)
        {
            Check("list attributes", listed);
        }

        var names = new List<string>(Encoding.Latin1.GetString(_names.AsSpan(0, Math.Max(listed, 0)))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries));
        names.Sort(StringComparer.Ordinal);
        foreach (string attribute in names)
        {
            byte[] key = Encoding.Latin1.GetBytes(attribute);
            if (OverlayMarks.IsMark(key) || EntryAttributes.IsOfMachine(key))
            {
                continue;
            }

            int length = name.IsEmpty ? OpenFiles.GetAttribute(fd, key, _buffer) : FilesAt.GetAttribute(fd, name, key, _buffer);
            Check("read attribute", length);
            _entry.AddAttribute(key, _buffer.AsSpan(0, length));
        }
    }

    private void Append(ReadOnlySpan<byte> name)
    {
        if (_path.Length < _length + name.Length + 1)
        {
            Array.Resize(ref _path, (_path.Length * 2) + name.Length);
        }

        if (_length > 0)
        {
            _path[_length++] = (byte)'/';
        }

        name.CopyTo(_path.AsSpan(_length));
        _length += name.Length;
    }

    private void Check(string doing, int outcome)
    {
        if (outcome < 0)
        {
            throw new LayerException(Path, doing, outcome);
        }
    }
}
